-- people_import: the persons of a file become one's own contacts, or ($7 null) external company contacts. Keys: command.
-- flags: long
SELECT outcome, body, news
FROM directory.people_import(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	origin => $6::text::jsonb, owner => $7, items => $8::text::jsonb, dry_run => $9, dropped => $10::text::jsonb)
