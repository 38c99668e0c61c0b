-- favourite_remove: a contact is a favourite no more.
-- Keys: contacts, command. Outcomes: ok, not_found.
SELECT outcome, body, news
FROM directory.favourite_remove(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, kind => $6, ref => $7)
