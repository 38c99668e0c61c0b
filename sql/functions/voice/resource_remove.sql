-- resource_remove: what of this schema's configuration a file has not; see ops.resource_remove. Limits that the tenant
-- changed are again those of the installation.
CREATE OR REPLACE FUNCTION voice.resource_remove(noun text, tenant bigint, actor bigint, actor_role text, origin jsonb, keep bigint[])
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN ops.resource_remove('voice', noun, tenant, actor, actor_role, origin, CASE WHEN noun = 'call_limit' THEN
		keep || ARRAY(SELECT c.id FROM voice.price_class AS c WHERE c.id NOT IN (SELECT n.id FROM voice.call_limit_said(tenant) AS n)) ELSE keep END);
END $$;
