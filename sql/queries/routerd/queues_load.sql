-- queues_load: the queues of these tenants ($1).
-- flags: read
SELECT q.tenant, q.id, q.name, q.medium, q.priority, q.offer_ms, q.on_miss, q.wrap_ms, q.wrap_counts, q.weight,
	q.schedule_id, q.closing, q.overflow_queue, q.version, q.widening,
	q.prefer_last_agent, q.wait_last_agent_ms
FROM routing.queue AS q
WHERE q.tenant = ANY ($1::bigint[])
ORDER BY q.tenant, q.id
