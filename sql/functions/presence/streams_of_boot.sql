-- streams_of_boot: at most `limit_` live streams of one chatd instance; of a dead one presenced calls each stale.
CREATE OR REPLACE FUNCTION presence.streams_of_boot(boot bigint, limit_ integer)
RETURNS TABLE (tenant bigint, session bigint, agent bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT s.tenant, s.session, s.agent FROM presence.stream AS s
	WHERE s.boot = streams_of_boot.boot AND s.state = 'live'
	ORDER BY s.tenant, s.session
	LIMIT limit_
$$;
