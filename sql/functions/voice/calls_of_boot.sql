-- calls_of_boot: calls that one daemon told of: those of a dead one, whose beat stands still, presenced ends (call_lost). Read.
CREATE OR REPLACE FUNCTION voice.calls_of_boot(boot bigint, limit_ integer)
RETURNS TABLE (tenant bigint, call text, epoch bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.call, c.epoch FROM voice.run AS r
	JOIN voice.call AS c ON c.epoch = r.epoch AND c.state <> 'over'
	WHERE r.boot = $1 ORDER BY c.tenant, c.call LIMIT least($2, 1000)
$$;
