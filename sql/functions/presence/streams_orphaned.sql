-- streams_orphaned: live streams of a chatd instance that is not registered any more.
CREATE OR REPLACE FUNCTION presence.streams_orphaned(limit_ integer)
RETURNS TABLE (tenant bigint, session bigint, agent bigint, boot bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT s.tenant, s.session, s.agent, s.boot
	FROM presence.stream AS s
	WHERE s.state = 'live' AND NOT EXISTS (SELECT FROM ops.instance_list() AS i WHERE i.boot = s.boot)
	ORDER BY s.tenant, s.session
	LIMIT limit_
$$;
