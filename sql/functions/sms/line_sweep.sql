-- line_sweep: forgets at most limit_ figures of a day ago. Answers how many.
CREATE OR REPLACE FUNCTION sms.line_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- the brin index of a time is chosen for a known time only
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '24 hours';
	swept bigint;
BEGIN
	DELETE FROM sms.line_figure AS f WHERE f.ctid = ANY (ARRAY(
		SELECT o.ctid FROM sms.line_figure AS o WHERE o.at < before LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
