-- resource_read: things of the configuration that this schema owns; see ops.resource_read.
CREATE OR REPLACE FUNCTION voice.resource_read(noun text, tenant bigint, id bigint, ask jsonb)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN ops.resource_read('voice', noun, tenant, id, ask); END $$;
