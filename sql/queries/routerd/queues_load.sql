-- queues_load: the queues of these tenants ($1).
-- flags: read
SELECT q.tenant, q.id, q.name, q.medium, q.priority, q.offer_ms, q.on_miss, q.wrap_ms, q.wrap_counts, q.weight,
	q.schedule_id, q.closing, q.overflow_queue, q.version, q.widening,
	q.prefer_last_agent, q.wait_last_agent_ms,
	CASE WHEN q.overflow_action IS NOT NULL THEN q.overflow_after_ms END AS overflow_after_ms,
	CASE WHEN q.overflow_action IS NOT NULL THEN q.overflow_length END AS overflow_length,
	q.overflow_action IS NOT NULL AND q.overflow_unstaffed AS overflow_unstaffed,
	CASE WHEN q.overflow_action = 'queue' THEN q.overflow_queue END AS overflow_to
FROM routing.queue AS q
WHERE q.tenant = ANY ($1::bigint[])
ORDER BY q.tenant, q.id
