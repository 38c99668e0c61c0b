-- attempts_sweep: forgets at most limit_ attempts that are older than their tenant keeps them
-- (directory.tenant.attempt_days). Answers how many.
CREATE OR REPLACE FUNCTION hooks.attempts_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	swept bigint;
BEGIN
	DELETE FROM hooks.attempt AS a USING (
		SELECT o.* FROM directory.v_tenant AS t CROSS JOIN LATERAL (
			SELECT x.tenant, x.endpoint, x.at, x.id FROM hooks.attempt AS x
			WHERE x.tenant = t.id AND x.at < at_now - make_interval(days => t.attempt_days)
			LIMIT limit_ FOR UPDATE SKIP LOCKED) AS o
		WHERE t.attempt_days IS NOT NULL LIMIT limit_) AS old
	WHERE a.tenant = old.tenant AND a.endpoint = old.endpoint AND a.at = old.at AND a.id = old.id;
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
