-- hours_of: the local opening hours of each day in [from_, to_], by week and exceptions as a schedule has
-- them. closes <= opens: the closing is on the next day.
CREATE OR REPLACE FUNCTION routing.hours_of(week jsonb, exceptions jsonb, from_ date, to_ date)
RETURNS TABLE (opens timestamp, closes timestamp)
LANGUAGE sql STABLE
AS $$
	SELECT d.day + h.opens, d.day + h.closes + CASE WHEN h.closes <= h.opens THEN interval '1 day' ELSE interval '0' END
	FROM (SELECT from_ + n AS day FROM generate_series(0, to_ - from_) AS n) AS d
	CROSS JOIN LATERAL (
		SELECT x.opens, x.closes FROM jsonb_to_recordset(exceptions) AS x (day date, opens time, closes time)
		WHERE x.day = d.day AND x.opens IS NOT NULL
		UNION ALL
		SELECT w.opens, w.closes FROM jsonb_to_recordset(week) AS w (weekday integer, opens time, closes time)
		WHERE w.weekday = extract(isodow FROM d.day)
			AND NOT EXISTS (SELECT FROM jsonb_to_recordset(exceptions) AS x (day date) WHERE x.day = d.day)) AS h
$$;
