-- recount_due: the nightly recount (SV-7): of each tenant whose yesterday has not been counted anew yet, an hour after
-- their midnight. What differs is kept, and raised as an alarm figures_differ of the tenant's own, cleared by a day that agrees.
-- Answers how many differences it found; -1 when another session is at it.
CREATE OR REPLACE FUNCTION routing.recount_due(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	found bigint := 0;
	t record;
	checked record;
	raised bigint;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', 0, 'recount')) THEN
		RETURN -1;
	END IF;
	FOR t IN
		SELECT v.id, v.time_zone AS zone, d.day FROM directory.v_tenant AS v
		CROSS JOIN LATERAL (SELECT ((clock - interval '1 hour') AT TIME ZONE v.time_zone)::date - 1 AS day) AS d
		WHERE NOT EXISTS (SELECT FROM routing.report_check AS c WHERE c.tenant = v.id AND c.day >= d.day)
		ORDER BY v.id LIMIT limit_
	LOOP
		SELECT count(*) AS differences, COALESCE(jsonb_agg(to_jsonb(r)) FILTER (WHERE r.n <= 10), '[]') AS first INTO checked
		FROM (SELECT row_number() OVER () AS n, d.* FROM routing.reports_recount(t.id, routing.local_moment(t.day, t.zone, true),
			routing.local_moment(t.day + 1, t.zone, true)) AS d) AS r;
		INSERT INTO routing.report_check (tenant, day, checked_at, differences, first) VALUES (t.id, t.day, clock, checked.differences, checked.first);
		SELECT r.id INTO raised FROM routing.alarm_raised AS r WHERE r.tenant = t.id AND r.kind = 'figures_differ' AND r.cleared_at IS NULL;
		IF checked.differences > 0 AND raised IS NULL THEN
			PERFORM routing.alarm_raise(t.id, NULL, 'figures_differ', format('The figures of %s differ from a recount', t.day), NULL, NULL, checked.differences, NULL);
		ELSIF checked.differences = 0 AND raised IS NOT NULL THEN
			PERFORM routing.alarm_clear(t.id, raised);
		END IF;
		found := found + checked.differences;
	END LOOP;
	RETURN found;
END $$;
