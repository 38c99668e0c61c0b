-- endpoint_delete: a webhook goes. Keys: webhook, command. Outcomes: ok, not_found, stale_version.
-- flags: alone
SELECT outcome, body, news
FROM hooks.endpoint_delete(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	id => $6, version => $7, origin => $8::text::jsonb)
