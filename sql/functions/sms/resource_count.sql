-- resource_count: how many things of this resource a tenant has: of countries, those that it narrowed.
CREATE OR REPLACE FUNCTION sms.resource_count(noun text, tenant bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	held bigint;
BEGIN
	IF noun = 'country' THEN
		RETURN (SELECT count(*) FROM sms.country_narrowed(tenant));
	END IF;
	EXECUTE format('SELECT count(*) FROM %s AS v WHERE v.tenant = $1', ops.resource_view('sms', noun)) INTO held USING tenant;
	RETURN held;
END $$;
