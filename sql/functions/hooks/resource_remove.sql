-- resource_remove: what of this schema's configuration a file has not; see ops.resource_remove.
CREATE OR REPLACE FUNCTION hooks.resource_remove(noun text, tenant bigint, actor bigint, actor_role text, origin jsonb, keep bigint[])
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN ops.resource_remove('hooks', noun, tenant, actor, actor_role, origin, keep); END $$;
