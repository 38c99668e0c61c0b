-- recovery_codes_store: a user's recovery codes are these, the former ones are none any more. Internal.
CREATE OR REPLACE FUNCTION presence.recovery_codes_store(tenant bigint, user_id bigint, hashes bytea[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	DELETE FROM directory.recovery_code AS k
	WHERE k.tenant = recovery_codes_store.tenant AND k.user_id = recovery_codes_store.user_id;
	INSERT INTO directory.recovery_code (tenant, user_id, code_hash) SELECT tenant, user_id, h.hash FROM unnest(hashes) AS h (hash);
END $$;
