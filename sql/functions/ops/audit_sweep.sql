-- audit_sweep: forgets at most limit_ lines of the audit log that are older than their tenant keeps them
-- (directory.tenant.audit_days, at least 90): the one way that a line goes. Answers how many.
CREATE OR REPLACE FUNCTION ops.audit_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	swept bigint;
BEGIN
	DELETE FROM ops.audit AS a USING (
		SELECT o.tenant, o.at, o.id FROM directory.v_tenant AS t CROSS JOIN LATERAL (
			SELECT x.tenant, x.at, x.id FROM ops.audit AS x
			WHERE x.tenant = t.id AND x.at < at_now - make_interval(days => t.audit_days)
			ORDER BY x.at, x.id LIMIT limit_ FOR UPDATE SKIP LOCKED) AS o
		WHERE t.audit_days IS NOT NULL LIMIT limit_) AS old
	WHERE a.tenant = old.tenant AND a.at = old.at AND a.id = old.id;
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
