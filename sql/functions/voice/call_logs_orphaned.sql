-- call_logs_orphaned: accounts in whose call logs calls go on whose daemon is surely gone, with the run that it told of them in. Read.
CREATE OR REPLACE FUNCTION voice.call_logs_orphaned(limit_ integer)
RETURNS TABLE (tenant bigint, owner bigint, epoch bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT DISTINCT l.tenant, l.owner, l.epoch FROM voice.run AS r
	JOIN voice.call_log AS l ON l.epoch = r.epoch AND l.ended_at IS NULL
	WHERE ops.boot_gone(r.boot)
	ORDER BY 1, 2, 3 LIMIT least($1, 1000)
$$;
