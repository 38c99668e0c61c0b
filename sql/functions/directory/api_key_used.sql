-- api_key_used: notes that a key is in use, once a minute at most, whichever daemons say so.
-- Answers whether it was noted. Tells nobody: nothing depends on it. Keys: api_key.
CREATE OR REPLACE FUNCTION directory.api_key_used(tenant bigint, id bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('api_key', tenant, id::text));
	END IF;
	UPDATE directory.api_key AS k SET last_used_at = ops.clock()
	WHERE k.tenant = api_key_used.tenant AND k.id = api_key_used.id AND directory.api_key_use_due(k.last_used_at);
	RETURN FOUND;
END $$;
