-- resource_remove: what of this schema's configuration a file has not; see ops.resource_remove. The roles that each organisation has stay.
CREATE OR REPLACE FUNCTION directory.resource_remove(noun text, tenant bigint, actor bigint, actor_role text, origin jsonb, keep bigint[])
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN ops.resource_remove('directory', noun, tenant, actor, actor_role, origin,
	keep || ARRAY(SELECT r.id FROM directory.role AS r WHERE noun = 'role' AND r.tenant = resource_remove.tenant AND r.user_role IS NOT NULL)); END $$;
