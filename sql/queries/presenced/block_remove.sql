-- block_remove: a number is blocked no more.
-- Keys: contacts, command. Outcomes: ok, not_found.
SELECT outcome, body, news
FROM directory.block_remove(command => $1, fingerprint => $2, tenant => $3, owner => $4, list => $5, number => $6)
