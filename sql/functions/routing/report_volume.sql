-- report_volume: the counters of queues ('queue') or channels ('channel') of the quarters between two moments;
-- `wanted`: these of them (null: all), of these `queues` (null: all). Read.
CREATE OR REPLACE FUNCTION routing.report_volume(tenant bigint, noun text, since timestamptz, until timestamptz, wanted bigint[], queues bigint[])
RETURNS TABLE (id bigint, counters jsonb)
LANGUAGE sql STABLE
AS $$
	SELECT CASE $2 WHEN 'queue' THEN q.queue ELSE q.channel END, jsonb_build_object('offered', sum(q.offered), 'answered', sum(q.answered),
		'answered_in_time', sum(q.answered_in_time), 'abandoned', sum(q.abandoned), 'abandoned_in_time', sum(q.abandoned_in_time),
		'abandoned_short', sum(q.abandoned_short), 'left_otherwise', sum(q.left_otherwise),
		'waiting', sum(q.offered - q.answered - q.abandoned - q.left_otherwise), 'answer_wait_ms', sum(q.answer_wait_ms),
		'abandon_wait_ms', sum(q.abandon_wait_ms), 'handled', sum(q.handled), 'talk_ms', sum(q.talk_ms), 'wrap_ms', sum(q.wrap_ms),
		'first_replies', sum(q.first_replies), 'first_reply_ms', sum(q.first_reply_ms), 'replies', sum(q.replies), 'reply_ms', sum(q.reply_ms))
	FROM routing.queue_interval AS q
	WHERE q.tenant = $1 AND q.at >= $3 AND q.at < $4 AND ($5 IS NULL OR CASE $2 WHEN 'queue' THEN q.queue ELSE q.channel END = ANY ($5))
		AND ($6 IS NULL OR q.queue = ANY ($6))
	GROUP BY 1
$$;
