-- transcript_links_sweep: forgets at most limit_ links that have expired; answers how many.
CREATE OR REPLACE FUNCTION messaging.transcript_links_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	swept bigint;
BEGIN
	DELETE FROM messaging.transcript_link AS l WHERE l.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.transcript_link AS o
		WHERE o.expires_at < ops.clock() LIMIT least(limit_, 1000) FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
