-- interaction_transfer: who has an interaction, or leads it, gives it to a queue, asks an agent to take it, or asks
-- one in (`consult`), with a note that stands in the conversation (RT-10, RT-11). To a queue it goes at once; an agent
-- is made an offer, and until they accept nothing changes for the one who has it.
-- Answers the interaction, or the offer; 'not_found', 'not_yours', 'interaction_ended', 'interaction_not_assigned';
-- 'offer_pending': somebody is being asked; 'cannot_take' with {"verdict", "detail"}; 'too_many' who are asked in;
-- 'monitoring_off': who leads it would ask themselves in where they may not look; 'unknown_reference': no such queue, or no agent whom the actor may see.
-- Keys: agent (who has it), agent (asked), conversation, command.
CREATE OR REPLACE FUNCTION routing.interaction_transfer(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, interaction bigint, to_queue bigint, to_agent bigint, consult boolean, note text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	q routing.queue;
	need bigint[];
	problem text;
	verdict text;
	noted bigint;
	offer bigint;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_transfer.tenant AND r.id = interaction_transfer.interaction;
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = interaction_transfer.tenant AND r.id = to_queue;
	problem := routing.transfer_problem(i, actor, actor_role, q, to_agent, consult);
	IF problem IS NULL THEN
		need := array_remove(ARRAY[ops.key('agent', tenant, i.agent::text), messaging.key_of(tenant, i.conversation),
			ops.key('agent', tenant, to_agent::text)], NULL);
		IF NOT ops.keys_held(need) THEN
			RETURN ops.moved(need);
		END IF;
		IF to_agent IS NOT NULL THEN
			PERFORM routing.agent_row(tenant, to_agent); -- their limits as they are now
		END IF;
		verdict := CASE WHEN q.id IS NOT NULL THEN routing.queue_verdict(i, q, ops.clock())
			ELSE routing.target_verdict(i, to_agent, consult) END;
		problem := CASE WHEN verdict IS NOT NULL THEN 'cannot_take' END;
	END IF;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'cannot_take' THEN jsonb_build_object('verdict', verdict, 'detail', routing.direct_words(verdict))
			WHEN 'unknown_reference' THEN jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('pointer',
				CASE WHEN to_agent IS NULL THEN '/queue' ELSE '/agent' END, 'detail', 'There is no such thing.')))
			WHEN 'interaction_ended' THEN jsonb_build_object('state',
				(SELECT s.state FROM routing.interaction_state(tenant, interaction) AS s)) END));
	END IF;
	noted := messaging.append_note(tenant, i.conversation, actor,
		'To ' || COALESCE(q.name, routing.person_json(tenant, to_agent) ->> 'name') || COALESCE(': ' || NULLIF(btrim(note), ''), '.'));
	IF actor <> i.agent THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, CASE WHEN consult THEN 'interaction_consult' ELSE 'interaction_transfer' END,
			3, interaction, jsonb_build_object('agent', i.agent::text, 'to_queue', to_queue::text, 'to_agent', to_agent::text));
	END IF;
	IF q.id IS NOT NULL THEN
		PERFORM routing.assignment_drop(i, q);
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
	END IF;
	offer := routing.offer_ask(i, CASE WHEN consult THEN 'consult' ELSE 'transfer' END, to_agent,
		CASE WHEN NOT consult THEN routing.load_of(i, (SELECT r FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = i.queue)) END,
		noted);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'created', 2, tenant, offer));
END $$;
