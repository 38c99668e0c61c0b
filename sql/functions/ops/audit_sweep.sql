-- audit_sweep: forgets at most limit_ lines of the audit log that are older than their tenant keeps them
-- (directory.tenant.audit_days, at least 90): the one way that a line goes. Of a chain it takes what it begins with, and keeps
-- the last hash of that, on which the rest is built. Answers how many; 0 also while lines are being chained.
CREATE OR REPLACE FUNCTION ops.audit_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	t record;
	swept bigint := 0;
	last bigint;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('audit', 0, 'chain')) THEN
		RETURN 0;
	END IF;
	FOR t IN
		SELECT v.id, at_now - make_interval(days => v.audit_days) AS before FROM directory.v_tenant AS v
		WHERE v.audit_days IS NOT NULL AND (SELECT c.at FROM ops.audit_chain AS c WHERE c.tenant = v.id
			ORDER BY c.audit_id LIMIT 1) < at_now - make_interval(days => v.audit_days)
		ORDER BY v.id
	LOOP
		SELECT max(o.audit_id), swept + count(*) INTO last, swept
		FROM (SELECT c.audit_id, bool_and(c.at < t.before) OVER (ORDER BY c.audit_id) AS old
			FROM (SELECT x.audit_id, x.at FROM ops.audit_chain AS x WHERE x.tenant = t.id
				ORDER BY x.audit_id LIMIT limit_ - swept) AS c) AS o
		WHERE o.old;
		UPDATE ops.audit_head AS h SET base_id = c.audit_id, base_hash = c.hash
		FROM ops.audit_chain AS c WHERE h.tenant = t.id AND c.tenant = t.id AND c.audit_id = last;
		WITH gone AS (
			DELETE FROM ops.audit_chain AS c WHERE c.tenant = t.id AND c.audit_id <= last RETURNING c.audit_id, c.at
		)
		DELETE FROM ops.audit AS a USING gone AS g WHERE a.tenant = t.id AND a.at = g.at AND a.id = g.audit_id;
		EXIT WHEN swept >= limit_;
	END LOOP;
	RETURN swept;
END $$;
