-- tenant_make: a new organisation with its first administrator.
-- Keys: config (the operator's tenant), command. Outcomes: created, invalid, name_taken.
-- flags: alone
SELECT outcome, body, news
FROM directory.tenant_make(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	origin => $6::text::jsonb, name => $7, mode => $8::integer, time_zone => $9, username => $10, person => $11, password_hash => $12)
