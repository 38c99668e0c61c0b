-- hook_key_seal: as directory.hook_key_seal, of a channel or of a fax number. Keys: none; one row, if it still has this key.
CREATE OR REPLACE FUNCTION sms.hook_key_seal(kind text, tenant bigint, id bigint, hash bytea, sealed bytea, place bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF kind = 'channel' THEN
		RETURN directory.hook_key_seal(tenant, id, hash, sealed, place);
	END IF;
	UPDATE sms.fax_number AS n SET secret = sealed, box = place
	WHERE n.tenant = hook_key_seal.tenant AND n.id = hook_key_seal.id AND n.hook_key IS NOT NULL AND n.hook_key_hash = hash;
	RETURN FOUND;
END $$;
