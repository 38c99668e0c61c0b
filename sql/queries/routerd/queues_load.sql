-- queues_load: all queues, or those of one tenant ($1).
-- flags: read
SELECT q.tenant, q.id, q.name, q.medium, q.priority, q.offer_ms, q.on_miss, q.wrap_ms, q.wrap_counts, q.weight,
	q.schedule_id, q.closing, q.overflow_queue, q.version, q.widening
FROM routing.queue AS q
WHERE $1::bigint IS NULL OR q.tenant = $1
ORDER BY q.tenant, q.id
