-- resource_write: makes, changes or deletes one thing of the configuration.
-- Keys: config, command, the thing's own where its table says so.
-- flags: alone
SELECT outcome, body, news
FROM voice.resource_write(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	origin => $6::text::jsonb, noun => $7, verb => $8, id => $9, version => $10, item => $11::text::jsonb,
	once => $12::text::jsonb, dry_run => $13)
