-- key_scopes: the scopes of the API key that asks (`who`: ops.resource_who, or the origin of a command); none of one that was deleted since;
-- null: a person asks. For other owners, too.
CREATE OR REPLACE FUNCTION directory.key_scopes(tenant bigint, who jsonb)
RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE((SELECT k.scopes FROM directory.api_key AS k WHERE k.tenant = key_scopes.tenant AND k.id = (who ->> 'api_key')::bigint), '{}')
	WHERE who ->> 'api_key' IS NOT NULL
$$;
