-- emergency_calls_list: emergency calls of whom one is a viewer (presence.emergency_viewers), or one's own; an administrator's: all of the tenant: those that go on, and those of the last day, the newest first. Read.
CREATE OR REPLACE FUNCTION presence.emergency_calls_list(tenant bigint, actor bigint, actor_role text, after bigint, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY
	SELECT ops.frame(21, c.tenant, c.id), c.id::text FROM presence.emergency_call AS c
	WHERE c.tenant = emergency_calls_list.tenant AND (after IS NULL OR c.id < after)
		AND (c.ended_at IS NULL OR c.ended_at > clock - interval '1 day')
		AND (actor_role = 'administrator' OR c.agent = actor OR EXISTS (SELECT FROM presence.emergency_viewers(c.tenant, c.agent) AS v WHERE v.viewer = actor))
	ORDER BY c.id DESC LIMIT limit_;
END $$;
