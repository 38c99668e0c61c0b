-- contact_restore: restores one's own contact that was deleted within the last ten minutes. Outcomes: ok, not_found, too_many.
-- Keys: contacts, command.
SELECT outcome, body, news
FROM directory.contact_restore(command => $1, fingerprint => $2, tenant => $3, owner => $4, id => $5)
