-- agents_load: the gates of all agents of these tenants ($1).
-- flags: read
SELECT a.tenant, a.agent, a.chosen, a.stop_new, a.lease, routing.micros(a.lock_ends_at) / 1000 AS lock_ends_ms,
	a.chat_load, a.chat_limit, a.chat_count, a.chat_count_limit, a.offer_ms,
	routing.micros(a.idle_since) / 1000 AS idle_since_ms, a.version, a.blending
FROM routing.agent AS a
WHERE a.tenant = ANY ($1::bigint[])
ORDER BY a.tenant, a.agent
