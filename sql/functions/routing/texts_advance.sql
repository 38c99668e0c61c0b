-- texts_advance: counts texts that the feed tells of after the stored position, at most limit_ positions, into
-- text_interval, and stores the position with it: as reports_advance does for interactions. Answers how many positions
-- were counted; -1 when another session is at it. Alone in its transaction.
CREATE OR REPLACE FUNCTION routing.texts_advance(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	from_pos bigint;
	first_pos bigint;
	last_pos bigint;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', 0, 'texts')) THEN
		RETURN -1;
	END IF;
	SELECT p.text_pos INTO from_pos FROM routing.report_progress AS p;
	WITH page AS MATERIALIZED (
		SELECT e.pos, e.at, e.tenant, e.kind, e.key, e.version FROM ops.feed_read(from_pos, limit_) AS e),
	counted AS (
		INSERT INTO routing.text_interval AS t (tenant, at, channel, queue, agent, country, price_class, sent, sent_segments, received, received_segments)
		SELECT m.tenant, routing.quarter(m.taken_at), m.channel, m.queue, m.agent, m.country, m.price_class,
			count(*) FILTER (WHERE m.direction = 'out'), COALESCE(sum(m.segments) FILTER (WHERE m.direction = 'out'), 0),
			count(*) FILTER (WHERE m.direction = 'in'), COALESCE(sum(m.segments) FILTER (WHERE m.direction = 'in'), 0)
		FROM page AS e
		-- A message is looked for in its months: it is taken within the longest validity, or a receipt's wait.
		JOIN messaging.v_text AS m ON m.id = e.key AND m.tenant = e.tenant AND m.taken_at = e.at AND m.taken_version = e.version
			AND m.at BETWEEN e.at - interval '35 days' AND e.at + interval '1 hour'
		WHERE e.kind = 5
		GROUP BY 1, 2, 3, 4, 5, 6, 7
		ON CONFLICT ON CONSTRAINT text_interval_pkey DO UPDATE SET sent = t.sent + EXCLUDED.sent,
			sent_segments = t.sent_segments + EXCLUDED.sent_segments, received = t.received + EXCLUDED.received,
			received_segments = t.received_segments + EXCLUDED.received_segments)
	SELECT min(e.pos), max(e.pos) INTO first_pos, last_pos FROM page AS e;
	IF last_pos IS NULL THEN
		RETURN 0;
	END IF;
	UPDATE routing.report_progress AS p SET text_pos = last_pos,
		text_skipped = p.text_skipped + CASE WHEN from_pos = 0 THEN 0 ELSE first_pos - from_pos - 1 END;
	RETURN last_pos - first_pos + 1;
END $$;
