-- endpoint_update: changes a webhook. Keys: webhook, command. Outcomes: ok, not_found, stale_version.
-- flags: alone
SELECT outcome, body, news
FROM hooks.endpoint_update(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	id => $6, version => $7, url => $8, types => $9::text[], enabled => $10, description => $11, origin => $12::text::jsonb)
