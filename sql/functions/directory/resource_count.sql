-- resource_count: how many things of this resource a tenant has; the roles that each has are not counted.
CREATE OR REPLACE FUNCTION directory.resource_count(noun text, tenant bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	held bigint;
BEGIN
	IF noun = 'role' THEN
		RETURN (SELECT count(*) FROM directory.role AS r WHERE r.tenant = resource_count.tenant AND r.user_role IS NULL);
	END IF;
	EXECUTE format('SELECT count(*) FROM %s AS v WHERE v.tenant = $1', ops.resource_view('directory', noun)) INTO held USING tenant;
	RETURN held;
END $$;
