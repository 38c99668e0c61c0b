-- contact_merge_sweep: deletes at most limit_ merges that can't be undone any more, and as many records of deleted contacts that can't be restored
-- any more. They are swept here because the previous release calls this function as well. Returns the larger of the two counts.
CREATE OR REPLACE FUNCTION directory.contact_merge_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	swept bigint;
	removed bigint;
BEGIN
	DELETE FROM directory.merged_contact AS m USING (
		SELECT o.tenant, o.id FROM directory.merged_contact AS o WHERE o.at <= at_now - interval '30 days' ORDER BY o.at LIMIT limit_ FOR UPDATE SKIP LOCKED) AS old
	WHERE m.tenant = old.tenant AND m.id = old.id;
	GET DIAGNOSTICS swept = ROW_COUNT;
	DELETE FROM directory.removed_contact AS r USING (
		SELECT o.tenant, o.owner, o.contact FROM directory.removed_contact AS o WHERE o.at <= at_now - directory.contact_removed_time() ORDER BY o.at LIMIT limit_ FOR UPDATE SKIP LOCKED) AS old
	WHERE r.tenant = old.tenant AND r.owner = old.owner AND r.contact = old.contact;
	GET DIAGNOSTICS removed = ROW_COUNT;
	RETURN greatest(swept, removed);
END $$;
