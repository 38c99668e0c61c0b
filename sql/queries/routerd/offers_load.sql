-- offers_load: all live offers.
-- flags: read
SELECT o.tenant, o.id, o.interaction, o.agent, o.queue, routing.micros(o.deadline) / 1000 AS deadline_ms, o.version
FROM routing.offer AS o
WHERE o.state = 'made'
ORDER BY o.id
