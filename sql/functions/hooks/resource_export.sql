-- resource_export: things of the configuration that this schema owns, as files have them; see ops.resource_export.
CREATE OR REPLACE FUNCTION hooks.resource_export(noun text, tenant bigint, as_rows boolean)
RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN QUERY SELECT * FROM ops.resource_export('hooks', noun, tenant, as_rows); END $$;
