-- cooldowns_load: who of these tenants ($1) is not offered what again for a while; the last 30 s count.
-- flags: read
SELECT c.tenant, c.interaction, c.agent, routing.micros(c.since) / 1000 AS since_ms
FROM routing.cooldown AS c
WHERE c.tenant = ANY ($1::bigint[]) AND c.since > ops.clock() - interval '30 seconds'
ORDER BY c.since
