-- emergency_act: the agent answers "exit or remain", or leaves an emergency in which they remained. Keys: agent, command.
-- Outcomes: ok, unchanged (body: the agent's frame; where it means nothing, nothing changes), locked (body: locked_until), not_found.
CREATE OR REPLACE FUNCTION presence.emergency_act(command bytea, fingerprint bytea, tenant bigint, agent bigint, act text,
	actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	clock timestamptz;
	next text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	clock := ops.clock();
	IF presence.emergency_get(tenant, agent) IS NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	PERFORM presence.emergency_catch_up(tenant, agent, clock);
	IF presence.emergency_locked(tenant, agent, clock) THEN
		RETURN ops.command_store(tenant, command, fingerprint,
			ops.answer(mark, 'locked', presence.emergency_refusal(tenant, agent, clock)));
	END IF;
	next := presence.emergency_step(tenant, agent, act, clock, NULL, agent, actor_role);
	RETURN ops.command_store(tenant, command, fingerprint,
		ops.answer_thing(mark, CASE WHEN next IS NULL THEN 'unchanged' ELSE 'ok' END, 1, tenant, agent));
END $$;
