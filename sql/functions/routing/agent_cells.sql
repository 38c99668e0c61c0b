-- agent_cells: agents' quarters that begin between two moments: the stored ones, and those that are not complete
-- yet (at most four of them), counted as they stand now. Read.
CREATE OR REPLACE FUNCTION routing.agent_cells(tenant bigint, since timestamptz, until timestamptz)
RETURNS SETOF routing.agent_interval
LANGUAGE sql STABLE
AS $$
	SELECT a.* FROM routing.agent_interval AS a WHERE a.tenant = $1 AND a.at >= $2 AND a.at < $3
	UNION ALL
	SELECT f.*
	FROM routing.report_progress AS p
	CROSS JOIN LATERAL generate_series(p.closed_to, least(ops.clock(), $3 - interval '1 microsecond', p.closed_to + interval '45 minutes'),
		interval '15 minutes') AS g (at)
	CROSS JOIN LATERAL routing.agent_figures($1, g.at, least(g.at + interval '15 minutes', ops.clock())) AS f
	WHERE g.at >= $2
$$;
