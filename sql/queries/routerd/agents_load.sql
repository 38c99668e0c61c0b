-- agents_load: the gates of all agents of these tenants ($1).
-- flags: read
SELECT a.tenant, a.agent, a.chosen, a.stop_new, a.lease,
	CASE WHEN a.held_until = 'infinity' THEN 9223372036854775807 ELSE routing.micros(a.held_until) / 1000 END AS held_until_ms,
	a.chat_load, a.chat_limit, a.chat_count, a.chat_count_limit, a.offer_ms,
	routing.micros(a.idle_since) / 1000 AS idle_since_ms, a.version, a.blending, a.voice_count
FROM routing.agent AS a
WHERE a.tenant = ANY ($1::bigint[])
ORDER BY a.tenant, a.agent
