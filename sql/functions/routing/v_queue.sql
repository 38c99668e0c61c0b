-- v_queue: what other owners may read of a queue.
CREATE OR REPLACE VIEW routing.v_queue AS
SELECT q.tenant, q.id, q.name, q.medium, q.version, q.monitor, q.announce_position, q.announce_wait, q.announce_every_s, q.record, q.answer_at_entry,
	q.record_announce, q.record_required, q.record_pause_s, q.record_days
FROM routing.queue AS q;
