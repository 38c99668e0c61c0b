-- agent_gate: presence tells what it knows of an agent (rule 2); null leaves a fact as it is.
-- Makes the row if it is missing. Raises the version and emits at each call, also when nothing
-- changed: a new status code is a new state. A gate that closes withdraws the agent's open
-- offers without penalty (gate_cause).
-- Answers the version. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION routing.agent_gate(tenant bigint, agent bigint, chosen text,
	stop_new boolean, lease text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	gate routing.agent;
	former_chosen text;
	open_offer record;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	gate := routing.agent_row(tenant, agent);
	former_chosen := gate.chosen;
	UPDATE routing.agent AS a
	SET chosen = COALESCE(agent_gate.chosen, a.chosen),
		stop_new = COALESCE(agent_gate.stop_new, a.stop_new),
		lease = COALESCE(agent_gate.lease, a.lease),
		idle_since = CASE WHEN agent_gate.chosen = 'available' AND a.chosen <> 'available'
			THEN greatest(ops.clock(), a.idle_since + interval '1 microsecond') ELSE a.idle_since END,
		version = a.version + 1
	WHERE a.tenant = agent_gate.tenant AND a.agent = agent_gate.agent
	RETURNING a.* INTO gate;
	PERFORM ops.emit_public(tenant, 1, agent, gate.version,
		CASE WHEN gate.chosen = former_chosen THEN 'status.changed' ELSE 'status.' || gate.chosen END,
		presence.agent_event_state(tenant, agent));

	FOR open_offer IN SELECT o.id, routing.gate_cause(gate, o.kind) AS cause FROM routing.offer AS o
		WHERE o.tenant = agent_gate.tenant AND o.agent = agent_gate.agent AND o.state = 'made'
			AND routing.gate_cause(gate, o.kind) IS NOT NULL
		ORDER BY o.id
	LOOP
		PERFORM routing.offer_finish(tenant, open_offer.id, 'withdrawn', open_offer.cause);
	END LOOP;
	RETURN (SELECT a.version FROM routing.agent AS a
		WHERE a.tenant = agent_gate.tenant AND a.agent = agent_gate.agent);
END $$;
