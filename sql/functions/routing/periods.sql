-- periods: the quarters, days or weeks (from Monday) between two moments, cut to them. A day begins and ends at
-- the zone's midnight: 23 or 25 hours when the clock changes (RT-12, consistency.md 30).
CREATE OR REPLACE FUNCTION routing.periods(since timestamptz, until timestamptz, step text, zone text)
RETURNS TABLE (begins timestamptz, ends timestamptz)
LANGUAGE sql STABLE
AS $$
	SELECT greatest(p.begins, $1), least(p.ends, $2)
	FROM (
		SELECT g.at AS begins, g.at + interval '15 minutes' AS ends
		FROM generate_series(routing.quarter($1), $2, interval '15 minutes') AS g (at) WHERE $3 = '15m'
		UNION ALL
		SELECT routing.local_moment(d.day, $4, true), routing.local_moment(d.day + u.length, $4, true)
		FROM (SELECT CASE $3 WHEN 'week' THEN 'week' ELSE 'day' END) AS n (name)
		CROSS JOIN LATERAL (SELECT ('1 ' || n.name)::interval) AS u (length)
		CROSS JOIN LATERAL generate_series(date_trunc(n.name, $1 AT TIME ZONE $4), $2 AT TIME ZONE $4, u.length) AS d (day)
		WHERE $3 IN ('day', 'week')) AS p
	WHERE greatest(p.begins, $1) < least(p.ends, $2)
$$;
