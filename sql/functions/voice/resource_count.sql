-- resource_count: how many things of this resource a tenant has: of limits, those that it changed.
CREATE OR REPLACE FUNCTION voice.resource_count(noun text, tenant bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	held bigint;
BEGIN
	IF noun = 'call_limit' THEN
		RETURN (SELECT count(*) FROM voice.call_limit_said(tenant));
	END IF;
	EXECUTE format('SELECT count(*) FROM %s AS v WHERE v.tenant = $1', ops.resource_view('voice', noun)) INTO held USING tenant;
	RETURN held;
END $$;
