-- audit_sweep: forgets at most limit_ lines of the audit log that are older than their tenant keeps them
-- (directory.tenant.audit_days, at least 90; what concerns no tenant, tenant 0, 400): the one way that a line goes. Of a chain it takes
-- what it begins with, and keeps the last hash of that, on which the rest is built. A line of a clock that was ahead goes with the
-- next old one behind it. Where a young one stands before old ones, held_id says so. Answers how many; 0 also while lines are being
-- chained.
CREATE OR REPLACE FUNCTION ops.audit_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	look_max CONSTANT integer := 100; -- lines that are looked at behind a young one
	at_now timestamptz := ops.clock();
	t record;
	swept bigint := 0;
	part bigint;
	last bigint;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('audit', 0, 'chain')) THEN
		RETURN 0;
	END IF;
	FOR t IN
		SELECT k.id, k.days, k.before, f.audit_id AS first_id, f.at NOT BETWEEN k.before AND at_now AS goes, h.held_id
		FROM (SELECT v.id, v.audit_days AS days, at_now - make_interval(days => v.audit_days) AS before
			FROM directory.v_tenant AS v WHERE v.audit_days IS NOT NULL
			UNION ALL SELECT 0, 400, at_now - interval '400 days') AS k
		JOIN ops.audit_head AS h ON h.tenant = k.id
		CROSS JOIN LATERAL (SELECT c.audit_id, c.at FROM ops.audit_chain AS c WHERE c.tenant = k.id ORDER BY c.audit_id LIMIT 1) AS f
		ORDER BY k.id
	LOOP
		part := 0;
		IF t.goes THEN
			SELECT max(o.audit_id) INTO last
			FROM (SELECT c.audit_id, bool_and(c.at < t.before) OVER (ORDER BY c.audit_id) AS old
				FROM (SELECT x.audit_id, x.at FROM ops.audit_chain AS x WHERE x.tenant = t.id AND x.at <= at_now
					ORDER BY x.audit_id LIMIT limit_ - swept) AS c) AS o
			WHERE o.old;
			SELECT max(c.audit_id) INTO last FROM (SELECT x.audit_id FROM ops.audit_chain AS x
				WHERE x.tenant = t.id AND x.audit_id <= last ORDER BY x.audit_id LIMIT limit_ - swept) AS c;
			UPDATE ops.audit_head AS h SET base_id = c.audit_id, base_hash = c.hash, base_at = LEAST(c.at, t.before), base_days = t.days
			FROM ops.audit_chain AS c WHERE h.tenant = t.id AND c.tenant = t.id AND c.audit_id = last;
			WITH gone AS (
				DELETE FROM ops.audit_chain AS c WHERE c.tenant = t.id AND c.audit_id <= last RETURNING c.audit_id, c.at
			), lines AS (
				DELETE FROM ops.audit AS a USING gone AS g WHERE a.tenant = t.id AND a.at = g.at AND a.id = g.audit_id
			)
			SELECT count(*) INTO part FROM gone;
			swept := swept + part;
		END IF;
		UPDATE ops.audit_head AS h SET held_id = x.held_id
		FROM (SELECT CASE WHEN part = 0 AND bool_or(c.at < t.before) THEN t.first_id END AS held_id
			FROM (SELECT y.at FROM ops.audit_chain AS y WHERE y.tenant = t.id ORDER BY y.audit_id LIMIT look_max) AS c) AS x
		WHERE h.tenant = t.id AND h.held_id IS DISTINCT FROM x.held_id;
		EXIT WHEN swept >= limit_;
	END LOOP;
	RETURN swept;
END $$;
