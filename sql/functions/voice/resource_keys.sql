-- resource_keys: the lock keys that an import of these items needs besides the configuration's: none.
CREATE OR REPLACE FUNCTION voice.resource_keys(noun text, tenant bigint, items jsonb)
RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT '{}'::bigint[] $$;
