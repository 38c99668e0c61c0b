-- call_backs_awaited: whom a call back reaches now, by the numbers that were sent (as call_back_of_3 says of one), for voiced's copy: while the database is
-- away a call back is led from memory. Of a number that several sent, the last one's row comes first.
CREATE OR REPLACE FUNCTION presence.call_backs_awaited(limit_ integer)
RETURNS TABLE (tenant bigint, agent bigint, number text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.agent, c.sent
	FROM (SELECT DISTINCT ON (x.tenant, x.agent, x.sent) x.tenant, x.agent, x.sent, x.begun_at FROM presence.emergency AS e
		JOIN presence.emergency_call AS x ON x.tenant = e.tenant AND x.agent = e.agent
		WHERE e.phase <> 'normal' AND (presence.emergency_now(e.tenant, e.agent, ops.clock())).phase <> 'normal'
			AND x.sent IS NOT NULL AND NOT x.call_back AND NOT directory.number_claimed_elsewhere(x.tenant, x.sent) AND x.begun_at > ops.clock() - interval '7 days'
		ORDER BY x.tenant, x.agent, x.sent, x.begun_at DESC) AS c
	ORDER BY c.begun_at DESC LIMIT $1
$$;
