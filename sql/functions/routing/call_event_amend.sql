-- call_event_amend: the events of this version of a call's interaction keep the call as it is now: its daemon stores a change after the interaction's.
-- Internal, called by voice.
CREATE OR REPLACE FUNCTION routing.call_event_amend(tenant bigint, interaction bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM ops.event_amend(i.tenant, 3, i.id, i.version, routing.call_event_state(i)) FROM routing.interaction AS i
	WHERE i.tenant = call_event_amend.tenant AND i.id = call_event_amend.interaction;
END $$;
