-- offers_load: all live offers of these tenants ($1).
-- flags: read
SELECT o.tenant, o.id, o.interaction, o.agent, o.queue, routing.micros(o.deadline) / 1000 AS deadline_ms, o.version
FROM routing.offer AS o
WHERE o.state = 'made' AND o.tenant = ANY ($1::bigint[])
ORDER BY o.id
