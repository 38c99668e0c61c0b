-- call_kept: the newest event of a call's interaction keeps the call as it is now: its daemon stores a change after the interaction's.
-- Internal, called by voice.
CREATE OR REPLACE FUNCTION routing.call_kept(tenant bigint, interaction bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM ops.event_amend(i.tenant, 3, i.id, routing.call_facts(i)) FROM routing.interaction AS i
	WHERE i.tenant = call_kept.tenant AND i.id = call_kept.interaction;
END $$;
