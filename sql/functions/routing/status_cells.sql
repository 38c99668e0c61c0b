-- status_cells: agents' time by status and code, as agent_cells. Read.
CREATE OR REPLACE FUNCTION routing.status_cells(tenant bigint, since timestamptz, until timestamptz)
RETURNS TABLE (agent bigint, at timestamptz, status text, code bigint, ms bigint)
LANGUAGE sql STABLE
AS $$
	SELECT s.agent, s.at, s.status, s.code, s.ms FROM routing.status_interval AS s WHERE s.tenant = $1 AND s.at >= $2 AND s.at < $3
	UNION ALL
	SELECT t.agent, g.at, t.status, t.code, routing.ms(upper(t.span) - lower(t.span))
	FROM routing.report_progress AS p
	CROSS JOIN LATERAL generate_series(p.closed_to, least(ops.clock(), $3 - interval '1 microsecond', p.closed_to + interval '45 minutes'),
		interval '15 minutes') AS g (at)
	CROSS JOIN LATERAL routing.agent_time($1, g.at, least(g.at + interval '15 minutes', ops.clock())) AS t
	WHERE g.at >= $2
$$;
