-- work_due: Work users with a device or a status whose end has come: give each to work_sweep.
CREATE OR REPLACE FUNCTION presence.work_due(limit_ integer)
RETURNS TABLE (tenant bigint, user_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
	(SELECT d.tenant, d.user_id FROM presence.work_stream AS d WHERE d.due_at <= (SELECT ops.clock()) ORDER BY d.due_at LIMIT limit_)
	UNION
	(SELECT s.tenant, s.user_id FROM presence.work_status AS s WHERE s.until <= (SELECT ops.clock()) ORDER BY s.until LIMIT limit_)
$$;
