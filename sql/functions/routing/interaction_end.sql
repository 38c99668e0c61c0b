-- interaction_end: the assigned agent, or who leads it (interaction_led) ends it (SMS-7): the
-- conversation closes, its transcript is saved and linked to a case, wrap-up begins.
-- Answers the interaction; 'newer_message' with {"messages"} the actor has not seen (rule 16; none to who leads it and does not look at it);
-- 'interaction_ended' with its state; 'not_yours'; 'interaction_not_assigned';
-- 'case_closed'; 'case_not_of_customer'; 'not_found', also to a supervisor who may not see it.
-- A transfer or consult that is being asked is withdrawn. Keys: agent (assigned), agent (asked), conversation, command.
CREATE OR REPLACE FUNCTION routing.interaction_end(command bytea, fingerprint bytea, tenant bigint,
	actor bigint, actor_role text, interaction bigint, last_seen_seq bigint, case_id bigint,
	case_title text, note text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	closed record;
	problem text;
	newer jsonb;
	need bigint[];
	asked record;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_end.tenant AND r.id = interaction_end.interaction;
	problem := CASE
		WHEN i.id IS NULL THEN 'not_found'
		WHEN COALESCE(i.agent, 0) <> actor AND NOT routing.interaction_led(i, actor, actor_role) THEN
			CASE actor_role WHEN 'supervisor' THEN 'not_found' ELSE 'not_yours' END
		WHEN i.state IN ('wrap_up', 'ended') THEN 'interaction_ended'
		WHEN i.state <> 'assigned' THEN 'interaction_not_assigned' END;
	IF problem IS NULL THEN
		asked := routing.offer_of(tenant, interaction);
		need := array_remove(ARRAY[ops.key('agent', tenant, i.agent::text), messaging.key_of(tenant, i.conversation),
			asked.key], NULL);
		IF NOT ops.keys_held(need) THEN
			RETURN ops.moved(need);
		END IF;
		newer := messaging.newer(tenant, i.conversation, last_seen_seq);
		IF newer IS NOT NULL THEN
			problem := 'newer_message';
			IF NOT messaging.conversation_reads(tenant, i.conversation, actor, actor_role) THEN
				newer := '[]';
			END IF;
		END IF;
	END IF;
	IF problem IS NULL THEN
		SELECT * INTO closed FROM messaging.conversation_close(tenant, i.conversation, i.id, actor,
			case_id, case_title, routing.linked_case(i));
		IF closed.outcome <> 'ok' THEN
			problem := closed.outcome;
		END IF;
	END IF;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'newer_message' THEN jsonb_build_object('messages', newer)
			WHEN 'interaction_ended' THEN jsonb_build_object('state',
				(SELECT s.state FROM routing.interaction_state(tenant, interaction) AS s)) END));
	END IF;
	i.note := note;
	PERFORM routing.interaction_finish(i, actor, 'ended', closed.case_id, closed.customer);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
