-- contact_apart: a contact is no duplicate. Outcomes: ok, not_found.
-- Keys: contacts (external ones: config), command.
SELECT outcome, body, news
FROM directory.contact_apart(command => $1, fingerprint => $2, tenant => $3, owner => $4, actor => $5, actor_role => $6,
	origin => $7::text::jsonb, id => $8)
