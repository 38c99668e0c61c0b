-- contact_unmerge: undoes the newest merge into a contact, which removed another one. Outcomes: ok, not_found, too_many.
-- Keys: contacts (external ones: config), command.
SELECT outcome, body, news
FROM directory.contact_unmerge(command => $1, fingerprint => $2, tenant => $3, owner => $4, actor => $5, actor_role => $6,
	origin => $7::text::jsonb, id => $8, other => $9)
