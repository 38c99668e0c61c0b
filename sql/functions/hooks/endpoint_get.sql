-- endpoint_get: an endpoint of this tenant. Read.
CREATE OR REPLACE FUNCTION hooks.endpoint_get(tenant bigint, id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN hooks.endpoint_json(tenant, id);
END $$;
