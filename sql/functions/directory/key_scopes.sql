-- key_scopes: the scopes of the API key that writes (`who` is ops.resource_who); null: a person writes.
CREATE OR REPLACE FUNCTION directory.key_scopes(tenant bigint, who jsonb)
RETURNS text[]
LANGUAGE sql STABLE
AS $$
	SELECT COALESCE((SELECT k.scopes FROM directory.api_key AS k WHERE k.tenant = key_scopes.tenant AND k.id = (who ->> 'api_key')::bigint), '{}')
	WHERE who ->> 'api_key' IS NOT NULL
$$;
