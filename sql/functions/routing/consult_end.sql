-- consult_end: who was asked in leaves; who has the interaction, or leads it, may send them (`agent`).
-- Answers the interaction; 'not_found': they are not there. Keys: the one that covers the interaction, command.
CREATE OR REPLACE FUNCTION routing.consult_end(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, interaction bigint, agent bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	need bigint[] := ARRAY[routing.interaction_key(tenant, interaction)];
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF need[1] IS NOT NULL AND NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = consult_end.tenant AND r.id = consult_end.interaction;
	IF COALESCE(agent, actor) <> actor AND COALESCE(i.agent, 0) <> actor AND NOT routing.interaction_led(i, actor, actor_role)
		OR routing.consults_end(i, COALESCE(agent, actor)) = 0 THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	PERFORM routing.interaction_change(i, false);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
