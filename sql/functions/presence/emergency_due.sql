-- emergency_due: agents whose lock has ended and is not stored as ended: give each to emergency_sweep. Read.
CREATE OR REPLACE FUNCTION presence.emergency_due(limit_ integer)
RETURNS TABLE (tenant bigint, agent bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT e.tenant, e.agent FROM presence.emergency AS e
	WHERE e.phase = 'lock' AND e.lock_ends_at <= (SELECT ops.clock())
	ORDER BY e.lock_ends_at
	LIMIT limit_
$$;
