-- feed_trim: forgets positions of the feed older than keep_days, the oldest first, at most limit_;
-- answers how many. The newest always stays: the next one is counted from it. A follower that is
-- further behind reloads all (feed_first).
CREATE OR REPLACE FUNCTION ops.feed_trim(keep_days integer, limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz;
	head bigint := ops.feed_head();
	kept bigint;
	trimmed bigint;
BEGIN
	-- What orphans_add has not yet looked through would come back as an orphan.
	SELECT least(ops.clock() - make_interval(days => keep_days), s.done_to) INTO before
	FROM ops.sequencer AS s WHERE keep_days >= 1;
	IF before IS NULL OR NOT pg_try_advisory_xact_lock(ops.key('feed_trim', 0, 'feed')) THEN
		RETURN 0;
	END IF;
	SELECT COALESCE(min(o.pos) FILTER (WHERE o.at >= before OR o.pos = head), max(o.pos) + 1) INTO kept
	FROM (SELECT f.pos, f.at FROM ops.feed AS f ORDER BY f.pos LIMIT limit_) AS o;
	DELETE FROM ops.feed AS f WHERE f.pos < kept;
	GET DIAGNOSTICS trimmed = ROW_COUNT;
	RETURN trimmed;
END $$;
