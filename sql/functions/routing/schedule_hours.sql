-- schedule_hours: the local opening hours of a schedule on each day from..to_; an exception
-- replaces its day; a closing that is not after its opening is on the next day.
CREATE OR REPLACE FUNCTION routing.schedule_hours(tenant bigint, schedule bigint, from_ date,
	to_ date)
RETURNS TABLE (opens timestamp, closes timestamp)
LANGUAGE sql STABLE
AS $$
	SELECT d.day + h.opens, d.day + h.closes + CASE WHEN h.closes <= h.opens THEN interval '1 day' ELSE interval '0' END
	FROM (SELECT from_ + n AS day FROM generate_series(0, to_ - from_) AS n) AS d
	JOIN routing.schedule AS s ON s.tenant = schedule_hours.tenant AND s.id = schedule_hours.schedule
	CROSS JOIN LATERAL (
		SELECT x.opens, x.closes FROM jsonb_to_recordset(s.exceptions) AS x (day date, opens time, closes time)
		WHERE x.day = d.day AND x.opens IS NOT NULL
		UNION ALL
		SELECT w.opens, w.closes FROM jsonb_to_recordset(s.week) AS w (weekday integer, opens time, closes time)
		WHERE w.weekday = extract(isodow FROM d.day)
			AND NOT EXISTS (SELECT FROM jsonb_to_recordset(s.exceptions) AS x (day date) WHERE x.day = d.day)) AS h
$$;
