-- resource_export: things of the configuration that this schema owns, as files have them; see ops.resource_export. Of
-- countries a table has all; JSON, and so a whole configuration, those that the tenant narrowed.
CREATE OR REPLACE FUNCTION sms.resource_export(noun text, tenant bigint, as_rows boolean)
RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT x FROM ops.resource_export('sms', noun, tenant, as_rows) AS x
	WHERE noun <> 'country' OR as_rows OR x ->> 'iso2' IN (SELECT n.iso2 FROM sms.country_narrowed(tenant) AS n);
END $$;
