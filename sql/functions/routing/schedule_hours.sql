-- schedule_hours: the local opening hours of a schedule on each day from..to_; an exception
-- replaces its day; a closing that is not after its opening is on the next day.
CREATE OR REPLACE FUNCTION routing.schedule_hours(tenant bigint, schedule bigint, from_ date,
	to_ date)
RETURNS TABLE (opens timestamp, closes timestamp)
LANGUAGE sql STABLE
AS $$
	SELECT d.day + h.opens, d.day + h.closes + CASE WHEN h.closes <= h.opens THEN interval '1 day' ELSE interval '0' END
	FROM (SELECT from_ + n AS day FROM generate_series(0, to_ - from_) AS n) AS d
	CROSS JOIN LATERAL (
		SELECT x.opens, x.closes FROM routing.schedule_exception AS x
		WHERE x.tenant = schedule_hours.tenant AND x.schedule = schedule_hours.schedule AND x.day = d.day
			AND x.opens IS NOT NULL
		UNION ALL
		SELECT w.opens, w.closes FROM routing.schedule_week AS w
		WHERE w.tenant = schedule_hours.tenant AND w.schedule = schedule_hours.schedule
			AND w.weekday = extract(isodow FROM d.day)
			AND NOT EXISTS (SELECT FROM routing.schedule_exception AS x
				WHERE x.tenant = w.tenant AND x.schedule = w.schedule AND x.day = d.day)) AS h
$$;
