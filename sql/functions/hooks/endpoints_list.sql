-- endpoints_list: a tenant's endpoints by id, after the cursor `after`. Rows: endpoint, its cursor. Read.
CREATE OR REPLACE FUNCTION hooks.endpoints_list(tenant bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT hooks.endpoint_json(e.tenant, e.id), e.id::text
	FROM hooks.endpoint AS e
	WHERE e.tenant = endpoints_list.tenant AND (after IS NULL OR e.id > after::bigint)
	ORDER BY e.id LIMIT least(limit_, 501);
END $$;
