-- endpoint_create: a new webhook. Keys: webhooks, command. Outcomes: created, too_many.
-- flags: alone
SELECT outcome, body, news
FROM hooks.endpoint_create(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	id => $6, url => $7, types => $8::text[], enabled => $9, description => $10, secret => $11, origin => $12::text::jsonb)
