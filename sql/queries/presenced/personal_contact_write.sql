-- personal_contact_write: makes, changes or removes one's own personal contact.
-- Keys: contacts, command. Outcomes: created, ok, not_found, stale_version, too_many, invalid.
SELECT outcome, body, news
FROM directory.personal_contact_write(command => $1, fingerprint => $2, tenant => $3, owner => $4, id => $5, version => $6,
	item => $7::text::jsonb)
