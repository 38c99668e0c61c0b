-- interaction_event: an interaction as integrators are shown it: as of its event's version. The event of its arrival keeps no more
-- than the customer and the call; one of an earlier release nothing: it shows the state of now. Internal,
-- called by hooks.
CREATE OR REPLACE FUNCTION routing.interaction_event(tenant bigint, key bigint, version bigint, type text, stored jsonb)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF type = 'interaction.arrived' AND version = 1 THEN
		stored := '{"state": "arrived"}' || stored;
	END IF;
	RETURN routing.interaction_state(tenant, key, version, stored);
END $$;
