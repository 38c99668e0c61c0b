-- api_key_create: a key for a machine, stored as its SHA-256; answers its id.
CREATE OR REPLACE FUNCTION directory.api_key_create(tenant bigint, name text, key_hash bytea, scopes text[],
	expires_at timestamptz DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at, expires_at)
	VALUES (tenant, name, key_hash, scopes, ops.clock(), expires_at)
	RETURNING id INTO made;
	PERFORM ops.config_emit(tenant, made);
	RETURN made;
END $$;
