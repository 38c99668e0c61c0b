-- schedule_compile: local hours into UTC boundaries from yesterday for 400 days (rule 30,
-- RT-12). Answers how many. `from_` is today unless a test says otherwise. Keys: config.
CREATE OR REPLACE FUNCTION routing.schedule_compile(tenant bigint, schedule bigint,
	from_ date DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	zone text;
	first_day date;
	horizon timestamptz;
	made integer;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', tenant, ''));
	END IF;
	SELECT s.time_zone, COALESCE(schedule_compile.from_, (ops.clock() AT TIME ZONE s.time_zone)::date) - 1
	INTO zone, first_day
	FROM routing.schedule AS s WHERE s.tenant = schedule_compile.tenant AND s.id = schedule_compile.schedule;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	horizon := (first_day + 402)::timestamp AT TIME ZONE zone;
	DELETE FROM routing.schedule_boundary AS b
	WHERE b.tenant = schedule_compile.tenant AND b.schedule = schedule_compile.schedule;
	INSERT INTO routing.schedule_boundary (tenant, schedule, at, open)
	SELECT schedule_compile.tenant, schedule_compile.schedule, e.at, e.open
	FROM (SELECT unnest(range_agg(tstzrange(u.opens, u.closes))) AS hours
		FROM (SELECT routing.local_moment(h.opens, zone, true) AS opens,
				routing.local_moment(h.closes, zone, false) AS closes
			FROM routing.schedule_hours(tenant, schedule, first_day - 1, first_day + 402) AS h) AS u
		WHERE u.opens < u.closes) AS r
	CROSS JOIN LATERAL (VALUES (lower(r.hours), true), (upper(r.hours), false)) AS e (at, open)
	WHERE e.at < horizon;
	GET DIAGNOSTICS made = ROW_COUNT;
	UPDATE routing.schedule AS s SET compiled_to = horizon
	WHERE s.tenant = schedule_compile.tenant AND s.id = schedule_compile.schedule;
	PERFORM routing.config_changed(tenant);
	RETURN made;
END $$;
