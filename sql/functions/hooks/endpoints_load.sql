-- endpoints_load: all endpoints, or (not null) one of a tenant, for hookd. former_secret: while it still signs. Read.
CREATE OR REPLACE FUNCTION hooks.endpoints_load(of_tenant bigint, of_id bigint)
RETURNS TABLE (tenant bigint, id bigint, url text, types text[], enabled boolean, secret bytea, former_secret bytea,
	version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT e.tenant, e.id, e.url, e.types, e.enabled, e.secret,
		CASE WHEN e.former_until > ops.clock() THEN e.former_secret END, e.version
	FROM hooks.endpoint AS e
	WHERE of_id IS NULL OR (e.tenant = of_tenant AND e.id = of_id)
	ORDER BY e.id;
END $$;
