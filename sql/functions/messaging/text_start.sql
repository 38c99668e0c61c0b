-- text_start: as text_start_2, for a smsgw of an older release, which asks for no confirmation.
CREATE OR REPLACE FUNCTION messaging.text_start(command bytea, fingerprint bytea, tenant bigint, user_id bigint, number text,
	number_hash bytea, text text, client_id text, encoding text, segments integer)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN messaging.text_start_2(command, fingerprint, tenant, user_id, number, number_hash, text, client_id, encoding, segments, true);
END $$;
