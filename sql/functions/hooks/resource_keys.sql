-- resource_keys: the lock keys that an import of webhooks needs besides the configuration's: those of all that there are.
CREATE OR REPLACE FUNCTION hooks.resource_keys(noun text, tenant bigint, items jsonb)
RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN ops.key('webhooks', tenant, '') || ARRAY(SELECT ops.key('webhook', e.tenant, e.id::text) FROM hooks.endpoint AS e
		WHERE e.tenant = resource_keys.tenant);
END $$;
