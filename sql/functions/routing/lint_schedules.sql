-- lint_schedules: what can't work of these schedules, or with null of all (lint). Read.
CREATE OR REPLACE FUNCTION routing.lint_schedules(tenant bigint, schedules bigint[])
RETURNS TABLE (kind text, resource text, id bigint, words text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT 'schedule_never_opens', 'schedule', s.id, format('The schedule "%s" never opens.', s.name)
	FROM routing.schedule AS s
	WHERE s.tenant = $1 AND (schedules IS NULL OR s.id = ANY (schedules)) AND NOT EXISTS (SELECT FROM routing.schedule_boundary AS b
		WHERE b.tenant = s.tenant AND b.schedule = s.id AND b.open)
	UNION ALL
	-- As between 23:59 and 00:00: shorter than any break that somebody means.
	SELECT 'schedule_hole', 'schedule', s.id, format('The schedule "%s" has a hole: it closes for %s min at %s.', s.name,
		(extract(epoch FROM p.lasts) / 60)::integer, to_char(p.at AT TIME ZONE s.time_zone, 'FMDay HH24:MI'))
	FROM routing.schedule AS s
	CROSS JOIN LATERAL (SELECT h.at, h.lasts
		FROM (SELECT b.at, b.open, lead(b.at) OVER (ORDER BY b.at) - b.at AS lasts
			FROM routing.schedule_boundary AS b WHERE b.tenant = s.tenant AND b.schedule = s.id) AS h
		WHERE NOT h.open AND h.lasts < interval '15 minutes' ORDER BY h.at LIMIT 1) AS p
	WHERE s.tenant = $1 AND (schedules IS NULL OR s.id = ANY (schedules))
$$;
