-- watch_sweep: forgets at most limit_ looks that have ended; answers how many.
CREATE OR REPLACE FUNCTION messaging.watch_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '1 min';
	swept bigint;
BEGIN
	DELETE FROM messaging.watch AS w WHERE w.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.watch AS o WHERE o.until < before
		LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
