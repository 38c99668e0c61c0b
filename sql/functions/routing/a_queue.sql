-- a_queue: queues as the API has them (ops.resource_view), with what waits now.
CREATE OR REPLACE VIEW routing.a_queue AS
SELECT q.tenant, q.id, q.name, q.medium, q.priority, q.offer_ms, q.on_miss, q.wrap_ms, q.wrap_extend, q.wrap_counts,
	q.weight, q.schedule_id, q.closing, q.closing_text, q.overflow_queue AS overflow_queue_id, q.version,
	routing.schedule_open(q.tenant, q.schedule_id, ops.clock()) AS open,
	(SELECT count(*)::integer FROM routing.member AS m WHERE m.tenant = q.tenant AND m.queue = q.id AND m.enabled) AS members,
	(routing.queue_waiting(q.tenant, q.id) ->> 'waiting')::integer AS waiting,
	routing.queue_waiting(q.tenant, q.id) ->> 'oldest_since' AS oldest_since,
	q.widening, q.overflow_action, q.overflow_after_ms, q.overflow_length, q.overflow_unstaffed, q.overflow_text,
	q.service_ms, q.service_target, q.short_ms, q.answer_ms,
	q.prefer_last_agent, q.wait_last_agent_ms, q.screen_pop_url, q.monitor, q.emergency_text,
	q.announce_position, q.announce_wait, q.announce_every_s, q.record, q.answer_at_entry,
	q.record_announce, q.record_required, q.record_pause_s, q.record_days, q.disposition_required
FROM routing.queue AS q;
COMMENT ON VIEW routing.a_queue IS 'routing.queue';
COMMENT ON COLUMN routing.a_queue.open IS 'live';
COMMENT ON COLUMN routing.a_queue.members IS 'live';
COMMENT ON COLUMN routing.a_queue.waiting IS 'live';
COMMENT ON COLUMN routing.a_queue.oldest_since IS 'live';
COMMENT ON COLUMN routing.a_queue.medium IS 'fixed';
COMMENT ON COLUMN routing.a_queue.widening IS 'refers to routing.a_skill at */drop_skill; refers to directory.a_agent_group at */add_group';
