-- sequence: numbers committed batches: moves the outbox, in order of last_id, to the feed
-- (consistency.md, 3). Answers the rows moved, -1 when another session is at it.
-- A cause commits before its effect, so it is moved in the same round or before, and its ids
-- are smaller. Any daemon calls it after its commits, alone in its transaction.
CREATE OR REPLACE FUNCTION ops.sequence(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	head bigint;
	moved bigint;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('sequencer', 0, 'feed')) THEN
		RETURN -1;
	END IF;
	-- From here each statement is a new one: it sees all that the last holder committed.
	PERFORM ops.orphans_add();
	head := ops.feed_head();
	WITH taken AS (
		DELETE FROM ops.outbox AS o
		WHERE o.last_id = ANY (ARRAY(SELECT n.last_id FROM ops.outbox AS n ORDER BY n.last_id LIMIT limit_))
		RETURNING o.last_id, o.at, o.xid
	)
	INSERT INTO ops.feed (pos, at, xid)
	SELECT head + row_number() OVER (ORDER BY t.last_id), t.at, t.xid
	FROM taken AS t;
	GET DIAGNOSTICS moved = ROW_COUNT;
	RETURN moved;
END $$;
