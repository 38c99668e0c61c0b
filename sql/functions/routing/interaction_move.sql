-- interaction_move: who leads an interaction that waits, or is offered, puts it into another queue that they lead
-- (SV-3); a live offer of it is withdrawn. It keeps its first waiting time (queue_enter).
-- Answers the interaction; 'interaction_not_waiting' with its state; 'cannot_take' with {"verdict", "detail"};
-- 'unknown_reference': no such queue; 'invalid' without reason; 'not_found'.
-- Keys: interaction, agent (who is offered it), command.
CREATE OR REPLACE FUNCTION routing.interaction_move(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, interaction bigint, to_queue bigint, reason text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	q routing.queue;
	asked record := routing.offer_of(tenant, interaction);
	need bigint[] := array_remove(ARRAY[ops.key('interaction', tenant, interaction::text), asked.key], NULL);
	problem text;
	verdict text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_move.tenant AND r.id = interaction_move.interaction;
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = interaction_move.tenant AND r.id = to_queue;
	verdict := routing.queue_verdict(i, q, ops.clock());
	problem := CASE
		WHEN i.id IS NULL OR NOT routing.interaction_led(i, actor, actor_role) THEN 'not_found'
		WHEN i.state NOT IN ('arrived', 'waiting', 'offered') THEN 'interaction_not_waiting'
		WHEN COALESCE(btrim(reason), '') = '' THEN 'invalid'
		WHEN q.id IS NULL OR NOT routing.leads_queue(tenant, q.id, actor, actor_role) THEN 'unknown_reference'
		WHEN verdict IS NOT NULL THEN 'cannot_take' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'interaction_not_waiting' THEN jsonb_build_object('state', (SELECT s.state FROM routing.interaction_state(tenant, interaction) AS s))
			WHEN 'invalid' THEN routing.reason_missing()
			WHEN 'unknown_reference' THEN '{"errors": [{"pointer": "/queue", "detail": "There is no such thing."}]}'
			WHEN 'cannot_take' THEN jsonb_build_object('verdict', verdict, 'detail', routing.direct_words(verdict)) END));
	END IF;
	PERFORM routing.offer_finish(tenant, asked.offer, 'withdrawn', 'supervisor');
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = interaction_move.tenant AND r.id = interaction_move.interaction;
	PERFORM routing.undone(tenant, interaction, actor, actor_role, 'interaction_move', q.id,
		jsonb_build_object('from', i.queue::text, 'to', to_queue::text), reason);
	i := routing.queue_enter(i, q);
	PERFORM routing.interaction_wait(i);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
