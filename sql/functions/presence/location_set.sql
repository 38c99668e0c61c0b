-- location_set: as location_set_2, for a release that did not say which address its page showed.
CREATE OR REPLACE FUNCTION presence.location_set(command bytea, fingerprint bytea, tenant bigint, user_id bigint, session bigint, network text,
	place bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN presence.location_set_2(command, fingerprint, tenant, user_id, session, network, place, NULL);
END $$;
