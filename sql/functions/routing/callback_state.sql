-- callback_state: the one shape of a callback as a thing (kind 12), for the pages of the agents who serve its queue.
CREATE OR REPLACE FUNCTION routing.callback_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c routing.callback;
	thing ops.thing;
BEGIN
	SELECT * INTO c FROM routing.callback AS r WHERE r.tenant = callback_state.tenant AND r.id = callback_state.key;
	IF FOUND THEN
		thing.version := c.version;
		thing.audience := routing.callback_audience(c.tenant, c.queue, c.agent);
		thing.state := routing.callback_json(c);
	END IF;
	RETURN thing;
END $$;
