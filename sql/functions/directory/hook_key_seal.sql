-- hook_key_seal: a channel's hook's key, sealed, in place of the key itself; nothing where another key stands by now. Its version stays: nothing that is shown
-- changes. Answers whether it was. Keys: none; one row, if it still has this key.
CREATE OR REPLACE FUNCTION directory.hook_key_seal(tenant bigint, id bigint, hash bytea, sealed bytea, place bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE directory.channel AS c SET secret = sealed, box = place
	WHERE c.tenant = hook_key_seal.tenant AND c.id = hook_key_seal.id AND c.hook_key IS NOT NULL AND c.hook_key_hash = hash;
	RETURN FOUND;
END $$;
