-- queue_counters: queues' counters of the quarters between two moments, of these queues: one index range each. Read.
CREATE OR REPLACE FUNCTION routing.queue_counters(tenant bigint, queues bigint[], since timestamptz, until timestamptz)
RETURNS TABLE (queue bigint, counters jsonb)
LANGUAGE plpgsql STABLE ROWS 500
AS $$
BEGIN
	RETURN QUERY
	SELECT w.queue, s.counters
	FROM unnest(queues) AS w (queue)
	CROSS JOIN LATERAL (
		SELECT jsonb_build_object('offered', COALESCE(sum(q.offered), 0), 'answered', COALESCE(sum(q.answered), 0),
			'answered_in_time', COALESCE(sum(q.answered_in_time), 0), 'abandoned', COALESCE(sum(q.abandoned), 0),
			'abandoned_in_time', COALESCE(sum(q.abandoned_in_time), 0), 'abandoned_short', COALESCE(sum(q.abandoned_short), 0),
			'left_otherwise', COALESCE(sum(q.left_otherwise), 0),
			'waiting', COALESCE(sum(q.offered - q.answered - q.abandoned - q.left_otherwise), 0),
			'answer_wait_ms', COALESCE(sum(q.answer_wait_ms), 0), 'abandon_wait_ms', COALESCE(sum(q.abandon_wait_ms), 0),
			'handled', COALESCE(sum(q.handled), 0), 'talk_ms', COALESCE(sum(q.talk_ms), 0), 'wrap_ms', COALESCE(sum(q.wrap_ms), 0),
			'first_replies', COALESCE(sum(q.first_replies), 0), 'first_reply_ms', COALESCE(sum(q.first_reply_ms), 0),
			'replies', COALESCE(sum(q.replies), 0), 'reply_ms', COALESCE(sum(q.reply_ms), 0)) AS counters
		FROM routing.queue_interval AS q
		WHERE q.tenant = queue_counters.tenant AND q.queue = w.queue AND q.at >= since AND q.at < until) AS s;
END $$;
