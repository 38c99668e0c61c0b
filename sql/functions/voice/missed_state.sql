-- missed_state: the one shape of the thing "missed" (kind 23), for the pages of its account.
CREATE OR REPLACE FUNCTION voice.missed_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	of_side CONSTANT text := CASE key % 2 WHEN 1 THEN 'agent' ELSE 'work' END;
	m voice.missed;
	thing ops.thing;
BEGIN
	SELECT * INTO m FROM voice.missed AS r WHERE r.tenant = missed_state.tenant AND r.owner = missed_state.key / 2 AND r.side = of_side;
	thing.version := COALESCE(m.version, 0);
	thing.audience := ARRAY[CASE of_side WHEN 'work' THEN -(key / 2) ELSE key / 2 END];
	thing.state := jsonb_build_object('calls', COALESCE(m.calls, 0));
	RETURN thing;
END $$;
