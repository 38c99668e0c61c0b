-- emit_public: ops.emit of an event that integrators are told of (IN-1, IN-2): `type` says what
-- happened, "interaction.assigned"; the words stand in hookd/core/type.c. `state`: what later versions of the entity change, as
-- it is now (ops.event.state); hooks.event_entity reads it. No personal text in either.
DROP FUNCTION IF EXISTS ops.emit_public(bigint, integer, bigint, bigint, text); -- it kept no state
CREATE OR REPLACE FUNCTION ops.emit_public(tenant bigint, kind integer, key bigint, version bigint, type text,
	state jsonb DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO ops.event (at, xid, id, tenant, kind, key, version, type, state)
	VALUES (COALESCE(ops.batch_at_known(), ops.batch_at()), pg_current_xact_id(), nextval('ops.event_id'), tenant,
		kind, key, version, type, state);
END $$;
