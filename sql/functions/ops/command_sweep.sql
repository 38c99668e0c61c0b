-- command_sweep: forgets at most limit_ commands older than 24 hours; answers how many.
CREATE OR REPLACE FUNCTION ops.command_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '24 hours';
	swept bigint;
BEGIN
	DELETE FROM ops.command AS c
	WHERE c.ctid = ANY (ARRAY(
		SELECT o.ctid FROM ops.command AS o WHERE o.at < before ORDER BY o.at LIMIT limit_
		FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
