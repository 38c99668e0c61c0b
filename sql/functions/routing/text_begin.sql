-- text_begin: as text_begin_2, for a smsgw of an older release, which asks for no confirmation.
CREATE OR REPLACE FUNCTION routing.text_begin(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	channel bigint, number text, number_hash bytea, customer bigint, linked_to bigint, case_id bigint, text text, encoding text,
	segments integer, take boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN routing.text_begin_2(command, fingerprint, tenant, actor, actor_role, channel, number, number_hash, customer, linked_to, case_id,
		text, encoding, segments, take, true);
END $$;
