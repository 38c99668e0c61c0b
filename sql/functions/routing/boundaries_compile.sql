-- boundaries_compile: local hours into UTC boundaries from yesterday for 400 days (rule 30, RT-12), under a
-- schedule's id, or a route rule's turned negative. Answers how many, and how far they reach. Keys: config.
CREATE OR REPLACE FUNCTION routing.boundaries_compile(tenant bigint, key bigint, zone text, week jsonb, exceptions jsonb,
	from_ date, OUT made integer, OUT horizon timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	first_day date := COALESCE(from_, (ops.clock() AT TIME ZONE zone)::date) - 1;
BEGIN
	horizon := (first_day + 402)::timestamp AT TIME ZONE zone;
	DELETE FROM routing.schedule_boundary AS b WHERE b.tenant = boundaries_compile.tenant AND b.schedule = boundaries_compile.key;
	INSERT INTO routing.schedule_boundary (tenant, schedule, at, open)
	SELECT boundaries_compile.tenant, boundaries_compile.key, e.at, e.open
	FROM (SELECT unnest(range_agg(tstzrange(u.opens, u.closes))) AS hours
		FROM (SELECT routing.local_moment(h.opens, zone, true) AS opens,
				routing.local_moment(h.closes, zone, false) AS closes
			FROM routing.hours_of(week, exceptions, first_day - 1, first_day + 402) AS h) AS u
		WHERE u.opens < u.closes) AS r
	CROSS JOIN LATERAL (VALUES (lower(r.hours), true), (upper(r.hours), false)) AS e (at, open)
	WHERE e.at < horizon;
	GET DIAGNOSTICS made = ROW_COUNT;
END $$;
