-- agent_hold: presence tells until when an emergency holds back what queues offer an agent (infinity: until further notice), and
-- how long it locks their status. It calls agent_gate next, which raises the version and withdraws. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION routing.agent_hold(tenant bigint, agent bigint, held_until timestamptz, lock_ends_at timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	PERFORM routing.agent_row(tenant, agent);
	UPDATE routing.agent AS a SET held_until = agent_hold.held_until, lock_ends_at = agent_hold.lock_ends_at
	WHERE a.tenant = agent_hold.tenant AND a.agent = agent_hold.agent;
END $$;
