-- raw_sweep: forgets at most limit_ carriers' calls that came more than keep_days ago: personal text
-- goes to the day (rule 31), its month is dropped later. Answers how many.
CREATE OR REPLACE FUNCTION sms.raw_sweep(keep_days integer, limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- a known time leaves the younger months out
AS $$
DECLARE
	before timestamptz := ops.clock() - make_interval(days => keep_days);
	swept bigint;
BEGIN
	IF COALESCE(keep_days < 1, true) THEN
		RETURN 0;
	END IF;
	DELETE FROM sms.raw_inbound AS r
	WHERE r.at < before AND (r.at, r.id) IN (
		SELECT o.at, o.id FROM sms.raw_inbound AS o WHERE o.at < before ORDER BY o.at, o.id LIMIT limit_
		FOR UPDATE SKIP LOCKED);
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
