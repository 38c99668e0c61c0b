-- dead_sweep: forgets at most limit_ dead letters older than keep_days; answers how many.
CREATE OR REPLACE FUNCTION hooks.dead_sweep(keep_days integer, limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz := ops.clock() - make_interval(days => keep_days);
	swept bigint;
BEGIN
	DELETE FROM hooks.dead AS d
	WHERE d.ctid = ANY (ARRAY(
		SELECT o.ctid FROM hooks.dead AS o WHERE o.died_at < before AND keep_days >= 1 ORDER BY o.died_at LIMIT limit_
		FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
