-- config_import: configuration from a file ($7: the rows of one resource). Keys: command.
-- flags: long
SELECT outcome, body, news
FROM directory.config_import(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	origin => $6::text::jsonb, noun => $7, body => $8, lines => $9, csv => $10, mode => $11, partial => $12, dry_run => $13)
