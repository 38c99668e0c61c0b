-- resource_names: what this schema's things are called; see ops.config_names.
CREATE OR REPLACE FUNCTION voice.resource_names(noun text, tenant bigint)
RETURNS TABLE (id bigint, name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN QUERY SELECT * FROM ops.config_names('voice', noun, tenant); END $$;
