-- calls_orphaned: calls whose daemon is surely gone, with the run that it told of them in. Read.
CREATE OR REPLACE FUNCTION voice.calls_orphaned(limit_ integer)
RETURNS TABLE (tenant bigint, call text, epoch bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.call, c.epoch FROM voice.run AS r
	JOIN voice.call AS c ON c.epoch = r.epoch AND c.state <> 'over'
	WHERE ops.boot_gone(r.boot)
	ORDER BY c.tenant, c.call LIMIT least($1, 1000)
$$;
