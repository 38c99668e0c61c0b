-- recount_queues: queue_interval counted anew, stay by stay (routing.stays) and turn by turn (routing.replies); `without`
-- the lines of these batches. Read.
CREATE OR REPLACE FUNCTION routing.recount_queues(tenant bigint, since timestamptz, until timestamptz,
	without timestamptz[] DEFAULT '{}')
RETURNS SETOF routing.queue_interval
LANGUAGE sql STABLE
AS $$
	WITH said AS (
		SELECT r.queue, r.channel, routing.quarter(r.began) AS at, count(*) FILTER (WHERE r.first) AS first_replies,
			COALESCE(sum(r.ms) FILTER (WHERE r.first), 0)::bigint AS first_reply_ms, count(*) AS replies, sum(r.ms)::bigint AS reply_ms
		FROM routing.replies($1, $2, $3, $4) AS r GROUP BY 1, 2, 3),
	stayed AS (
		SELECT s.queue, s.channel, routing.quarter(s.began) AS at, count(*) AS offered, count(*) FILTER (WHERE s.answered) AS answered,
			count(*) FILTER (WHERE s.answered AND s.wait_ms <= s.target_ms) AS answered_in_time, count(*) FILTER (WHERE s.abandoned) AS abandoned,
			count(*) FILTER (WHERE s.abandoned AND s.wait_ms <= s.target_ms) AS abandoned_in_time,
			count(*) FILTER (WHERE s.abandoned AND s.wait_ms <= s.short_ms) AS abandoned_short,
			count(*) FILTER (WHERE s.gone AND NOT s.answered AND NOT s.abandoned) AS left_otherwise,
			COALESCE(sum(s.wait_ms) FILTER (WHERE s.answered), 0)::bigint AS answer_wait_ms,
			COALESCE(sum(s.wait_ms) FILTER (WHERE s.abandoned), 0)::bigint AS abandon_wait_ms,
			count(*) FILTER (WHERE s.gone AND s.answered) AS handled,
			COALESCE(sum(s.talk_ms) FILTER (WHERE s.gone AND s.answered), 0)::bigint AS talk_ms,
			COALESCE(sum(s.wrap_ms) FILTER (WHERE s.gone AND s.answered), 0)::bigint AS wrap_ms
		FROM routing.stays($1, $2, $3, $4) AS s GROUP BY 1, 2, 3)
	SELECT $1, s.queue, s.channel, s.at, s.offered, s.answered, s.answered_in_time, s.abandoned, s.abandoned_in_time, s.abandoned_short,
		s.left_otherwise, s.answer_wait_ms, s.abandon_wait_ms, s.handled, s.talk_ms, s.wrap_ms, COALESCE(r.first_replies, 0),
		COALESCE(r.first_reply_ms, 0), COALESCE(r.replies, 0), COALESCE(r.reply_ms, 0)
	FROM stayed AS s
	LEFT JOIN said AS r ON r.queue = s.queue AND r.channel = s.channel AND r.at = s.at
$$;
