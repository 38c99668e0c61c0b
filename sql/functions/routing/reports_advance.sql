-- reports_advance: counts what the feed tells after the stored position, at most limit_ positions, into
-- queue_interval, and stores the position with it: each line of history, and of a reply, is counted once, whoever calls it
-- and however often. Answers how many positions were counted; -1 when another session is at it.
-- One update a (queue, channel, quarter) and call (consistency.md, 23). Alone in its transaction.
CREATE OR REPLACE FUNCTION routing.reports_advance(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	from_pos bigint;
	first_pos bigint;
	last_pos bigint;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', 0, 'feed')) THEN
		RETURN -1;
	END IF;
	-- From here each statement is a new one: it sees what the last caller committed.
	SELECT p.pos INTO from_pos FROM routing.report_progress AS p;
	WITH page AS MATERIALIZED (
		SELECT e.pos, e.at, e.tenant, e.kind, e.key, e.version FROM ops.feed_read(from_pos, limit_) AS e),
	line AS (
		SELECT h.*, h.queue IS DISTINCT FROM h.was_queue AS moved,
			h.queue IS DISTINCT FROM h.was_queue OR h.state = 'ended' AS gone,
			routing.ms(h.moment - h.queued_at) AS wait_ms
		FROM page AS e
		JOIN routing.history AS h ON h.tenant = e.tenant AND h.interaction = e.key AND h.at = e.at AND h.version = e.version
		WHERE e.kind = 3),
	part AS (
		-- a stay begins: what an agent begins has none
		SELECT l.tenant, l.queue, l.channel, l.moment AS queued_at, true AS begins, l.state = 'assigned' AS answers,
			false AS abandons, false AS leaves, false AS ends, 0 AS wait_ms, 0 AS talk_ms, 0 AS wrap_ms, 0 AS target_ms, 0 AS short_ms,
			NULL::bigint AS reply_ms, false AS first
		FROM line AS l
		WHERE l.moved AND l.queue IS NOT NULL AND (l.was_state IS NOT NULL OR l.state IN ('arrived', 'waiting'))
		UNION ALL
		-- one goes on or ends
		SELECT l.tenant, l.was_queue, l.channel, l.queued_at, false, l.answered_at IS NULL AND l.state = 'assigned' AND NOT l.moved,
			l.answered_at IS NULL AND routing.abandoned(l.state, l.outcome) AND NOT l.moved,
			l.answered_at IS NULL AND l.gone AND (l.moved OR NOT routing.abandoned(l.state, l.outcome)),
			l.answered_at IS NOT NULL AND l.gone, l.wait_ms, l.talk_ms, l.wrap_ms, l.target_ms, l.short_ms, NULL, false
		FROM line AS l
		WHERE l.was_queue IS NOT NULL AND l.queued_at IS NOT NULL
		UNION ALL
		-- a person replies
		SELECT r.tenant, r.queue, r.channel, r.queued_at, false, false, false, false, false, 0, 0, 0, 0, 0, r.ms, r.first
		FROM page AS e
		JOIN routing.reply AS r ON r.tenant = e.tenant AND r.at = e.at AND r.message = e.key
		WHERE e.kind = 5 AND e.version = 1),
	counted AS (
		INSERT INTO routing.queue_interval AS q (tenant, queue, channel, at, offered, answered, answered_in_time, abandoned,
			abandoned_in_time, abandoned_short, left_otherwise, answer_wait_ms, abandon_wait_ms, handled, talk_ms, wrap_ms,
			first_replies, first_reply_ms, replies, reply_ms)
		SELECT p.tenant, p.queue, p.channel, routing.quarter(p.queued_at), count(*) FILTER (WHERE p.begins),
			count(*) FILTER (WHERE p.answers), count(*) FILTER (WHERE p.answers AND p.wait_ms <= p.target_ms),
			count(*) FILTER (WHERE p.abandons), count(*) FILTER (WHERE p.abandons AND p.wait_ms <= p.target_ms),
			count(*) FILTER (WHERE p.abandons AND p.wait_ms <= p.short_ms), count(*) FILTER (WHERE p.leaves),
			COALESCE(sum(p.wait_ms) FILTER (WHERE p.answers), 0), COALESCE(sum(p.wait_ms) FILTER (WHERE p.abandons), 0),
			count(*) FILTER (WHERE p.ends), COALESCE(sum(p.talk_ms) FILTER (WHERE p.ends), 0),
			COALESCE(sum(p.wrap_ms) FILTER (WHERE p.ends), 0), count(*) FILTER (WHERE p.first),
			COALESCE(sum(p.reply_ms) FILTER (WHERE p.first), 0), count(p.reply_ms), COALESCE(sum(p.reply_ms), 0)
		FROM part AS p
		WHERE p.begins OR p.answers OR p.abandons OR p.leaves OR p.ends OR p.reply_ms IS NOT NULL
		GROUP BY 1, 2, 3, 4
		ON CONFLICT ON CONSTRAINT queue_interval_pkey DO UPDATE SET
			offered = q.offered + EXCLUDED.offered, answered = q.answered + EXCLUDED.answered,
			answered_in_time = q.answered_in_time + EXCLUDED.answered_in_time,
			abandoned = q.abandoned + EXCLUDED.abandoned,
			abandoned_in_time = q.abandoned_in_time + EXCLUDED.abandoned_in_time,
			abandoned_short = q.abandoned_short + EXCLUDED.abandoned_short,
			left_otherwise = q.left_otherwise + EXCLUDED.left_otherwise,
			answer_wait_ms = q.answer_wait_ms + EXCLUDED.answer_wait_ms,
			abandon_wait_ms = q.abandon_wait_ms + EXCLUDED.abandon_wait_ms, handled = q.handled + EXCLUDED.handled,
			talk_ms = q.talk_ms + EXCLUDED.talk_ms, wrap_ms = q.wrap_ms + EXCLUDED.wrap_ms,
			first_replies = q.first_replies + EXCLUDED.first_replies, first_reply_ms = q.first_reply_ms + EXCLUDED.first_reply_ms,
			replies = q.replies + EXCLUDED.replies, reply_ms = q.reply_ms + EXCLUDED.reply_ms)
	SELECT min(e.pos), max(e.pos) INTO first_pos, last_pos FROM page AS e;
	IF last_pos IS NULL THEN
		RETURN 0;
	END IF;
	-- What the feed forgot before it was counted is missing: the recount will say so. Nothing is, before the first one.
	UPDATE routing.report_progress AS p SET pos = last_pos, skipped = p.skipped + CASE WHEN from_pos = 0 THEN 0 ELSE first_pos - from_pos - 1 END;
	RETURN last_pos - first_pos + 1;
END $$;
