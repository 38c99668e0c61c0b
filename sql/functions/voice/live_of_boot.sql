-- live_of_boot: at most `limit_` legs that one daemon told of; those of a dead one presenced calls lost.
CREATE OR REPLACE FUNCTION voice.live_of_boot(boot bigint, limit_ integer)
RETURNS TABLE (tenant bigint, leg text, epoch bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT l.tenant, l.leg, l.epoch FROM voice.run AS r
	JOIN voice.leg AS l ON l.epoch = r.epoch AND l.state <> 'ended' AND NOT l.lost
	WHERE r.boot = $1 ORDER BY l.tenant, l.id LIMIT $2
$$;
