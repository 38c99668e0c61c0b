-- line_clear: an agent's line is kept free from now on (EM-10): whatever is being asked of them is withdrawn, without penalty; who asked is told.
-- Internal, called by presence. Keys: agent.
CREATE OR REPLACE FUNCTION routing.line_clear(tenant bigint, agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	PERFORM routing.offer_finish(o.tenant, o.id, 'withdrawn', 'emergency') FROM routing.offer AS o
	WHERE o.tenant = line_clear.tenant AND o.agent = line_clear.agent AND o.state = 'made';
END $$;
