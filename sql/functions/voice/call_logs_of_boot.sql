-- call_logs_of_boot: accounts in whose call logs calls go on that one daemon told of: those of a dead one presenced ends (call_log_lost). Read.
CREATE OR REPLACE FUNCTION voice.call_logs_of_boot(boot bigint, limit_ integer)
RETURNS TABLE (tenant bigint, owner bigint, epoch bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT DISTINCT l.tenant, l.owner, l.epoch FROM voice.run AS r
	JOIN voice.call_log AS l ON l.epoch = r.epoch AND l.ended_at IS NULL
	WHERE r.boot = $1 ORDER BY 1, 2, 3 LIMIT least($2, 1000)
$$;
