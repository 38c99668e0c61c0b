-- live_orphaned: legs that a daemon told of which is not registered any more.
CREATE OR REPLACE FUNCTION voice.live_orphaned(limit_ integer)
RETURNS TABLE (tenant bigint, leg text, epoch bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT l.tenant, l.leg, l.epoch FROM voice.run AS r
	JOIN voice.leg AS l ON l.epoch = r.epoch AND l.state <> 'ended' AND NOT l.lost
	WHERE NOT EXISTS (SELECT FROM ops.instance_list() AS i WHERE i.boot = r.boot)
	ORDER BY l.tenant, l.id LIMIT $1
$$;
