-- visitor_bytes_sweep: forgets at most limit_ counts of days that are over; answers how many.
CREATE OR REPLACE FUNCTION messaging.visitor_bytes_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	today date := (ops.clock() AT TIME ZONE 'UTC')::date;
	swept bigint;
BEGIN
	DELETE FROM messaging.visitor_bytes AS b
	WHERE b.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.visitor_bytes AS o WHERE o.day < today LIMIT least(limit_, 1000) FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
