-- lease_due: agents with a stream whose next deadline has passed: give each to lease_sweep.
CREATE OR REPLACE FUNCTION presence.lease_due(limit_ integer)
RETURNS TABLE (tenant bigint, agent bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT DISTINCT d.tenant, d.agent
	FROM (
		SELECT s.tenant, s.agent FROM presence.stream AS s
		WHERE s.due_at <= (SELECT ops.clock())
		ORDER BY s.due_at
		LIMIT limit_
	) AS d
$$;
