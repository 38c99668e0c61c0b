-- interaction_create: as interaction_create_2, for a smsgw of an older release, which asks for no confirmation.
CREATE OR REPLACE FUNCTION routing.interaction_create(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, channel bigint, number text, number_hash bytea, customer bigint, direction text, text text,
	encoding text, segments integer, queue bigint, priority integer, reference text, key bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN routing.interaction_create_2(command, fingerprint, tenant, actor, actor_role, channel, number, number_hash, customer, direction, text,
		encoding, segments, queue, priority, reference, key, true);
END $$;
