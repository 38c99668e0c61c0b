-- resource_export: things of the configuration that this schema owns, as files have them; see ops.resource_export. Of
-- limits a table has all; JSON, and so a whole configuration, those that the tenant changed.
CREATE OR REPLACE FUNCTION voice.resource_export(noun text, tenant bigint, as_rows boolean)
RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT x FROM ops.resource_export('voice', noun, tenant, as_rows) AS x
	WHERE noun <> 'call_limit' OR as_rows OR x ->> 'price_class' IN (SELECT n.name FROM voice.call_limit_said(tenant) AS n);
END $$;
