-- resource_import: configuration that this schema owns, from a file; see ops.resource_import.
CREATE OR REPLACE FUNCTION voice.resource_import(noun text, tenant bigint, actor bigint, actor_role text, origin jsonb, items jsonb,
	csv boolean)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN ops.resource_import('voice', noun, tenant, actor, actor_role, origin, items, csv); END $$;
