-- gate_tell: tells routing the agent's status and lease as they stand in the row now; routing
-- withdraws offers where that closes the gate, raises the version and emits. Keys: agent.
CREATE OR REPLACE FUNCTION presence.gate_tell(tenant bigint, agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	a presence.agent_status := presence.agent_row(tenant, agent);
BEGIN
	PERFORM routing.agent_gate(tenant => a.tenant, agent => a.agent, chosen => a.chosen, stop_new => a.stop_new,
		lease => a.lease);
END $$;
