-- block_put: a number is blocked for one's own Work number.
-- Keys: contacts, command. Outcomes: ok, no_work_number, number_is_contact, too_many.
SELECT outcome, body, news
FROM directory.block_put(command => $1, fingerprint => $2, tenant => $3, owner => $4, list => $5, number => $6)
