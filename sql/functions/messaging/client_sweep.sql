-- client_sweep: forgets at most limit_ client ids older than 30 days; answers how many.
CREATE OR REPLACE FUNCTION messaging.client_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- the brin index of a time is chosen for a known time only
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '30 days';
	swept bigint;
	said bigint;
BEGIN
	DELETE FROM messaging.client_message AS c
	WHERE c.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.client_message AS o WHERE o.at < before
		LIMIT least(limit_, 1000) FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	DELETE FROM messaging.client_said AS c
	WHERE c.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.client_said AS o WHERE o.at < before
		LIMIT least(limit_, 1000) FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS said = ROW_COUNT;
	RETURN greatest(swept, said);
END $$;
