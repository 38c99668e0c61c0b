-- resource_remove: what of this schema's configuration a file has not; see ops.resource_remove. Of countries, what the
-- tenant took away is given back.
CREATE OR REPLACE FUNCTION sms.resource_remove(noun text, tenant bigint, actor bigint, actor_role text, origin jsonb, keep bigint[])
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN ops.resource_remove('sms', noun, tenant, actor, actor_role, origin, CASE WHEN noun = 'country' THEN
		keep || ARRAY(SELECT c.id FROM sms.country AS c WHERE c.id NOT IN (SELECT n.id FROM sms.country_narrowed(tenant) AS n)) ELSE keep END);
END $$;
