-- due: parked events whose time has come, the longest waiting first. Read.
CREATE OR REPLACE FUNCTION hooks.due(tenant bigint, endpoint bigint, limit_ integer)
RETURNS TABLE (pos bigint, event bigint, at text, kind integer, key bigint, type text, thread text, attempt integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT p.pos, p.event, p.at::text, p.kind::integer, p.key, p.type, p.thread, p.attempt
	FROM hooks.parked AS p
	WHERE p.tenant = due.tenant AND p.endpoint = due.endpoint AND p.due_at <= ops.clock()
	ORDER BY p.due_at, p.pos, p.event
	LIMIT limit_;
END $$;
