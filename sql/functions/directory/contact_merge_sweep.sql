-- contact_merge_sweep: deletes at most limit_ merges that can't be undone any more. Returns how many.
CREATE OR REPLACE FUNCTION directory.contact_merge_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	swept bigint;
BEGIN
	DELETE FROM directory.merged_contact AS m USING (
		SELECT o.tenant, o.id FROM directory.merged_contact AS o WHERE o.at <= at_now - interval '30 days' ORDER BY o.at LIMIT limit_ FOR UPDATE SKIP LOCKED) AS old
	WHERE m.tenant = old.tenant AND m.id = old.id;
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
