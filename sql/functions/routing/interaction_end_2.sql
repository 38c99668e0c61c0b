-- interaction_end_2: ends an interaction. Only the agent who has it may: a leader takes it over first (SMS-7). The conversation closes, its
-- transcript is saved and linked to a case, wrap-up begins. A leader who took it over says why; that is audited.
-- Answers the interaction; 'newer_message' with {"messages"} the agent has not seen (rule 16); 'invalid': no reason, or last_seen_seq is
-- that of no message yet; 'interaction_ended' with its state; 'not_yours'; 'interaction_not_assigned';
-- 'case_closed'; 'case_not_of_customer'; 'case_not_found'; 'not_found', also to a supervisor who may not see it.
-- A transfer or consult that is being asked is withdrawn. Keys: agent (assigned), agent (asked), conversation, case and its customer (case_keys), command.
CREATE OR REPLACE FUNCTION routing.interaction_end_2(command bytea, fingerprint bytea, tenant bigint,
	actor bigint, actor_role text, interaction bigint, last_seen_seq bigint, case_id bigint,
	case_title text, note text, reason text)
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
	problem_body jsonb := routing.reason_missing();
	is_assigned boolean;
	may_know boolean; -- that it is there
	is_forced boolean;
	need bigint[];
	asked record;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_end_2.tenant AND r.id = interaction_end_2.interaction;
	is_assigned := COALESCE(i.agent = actor, false);
	may_know := is_assigned OR routing.interaction_led(i, actor, actor_role);
	is_forced := is_assigned AND actor_role <> 'agent' AND routing.taken_over(i);
	problem := CASE
		WHEN i.id IS NULL OR actor_role = 'supervisor' AND NOT may_know THEN 'not_found'
		WHEN NOT may_know THEN 'not_yours'
		WHEN i.state IN ('wrap_up', 'ended') THEN 'interaction_ended'
		WHEN i.state <> 'assigned' THEN 'interaction_not_assigned'
		WHEN NOT is_assigned THEN 'not_yours'
		WHEN is_forced AND COALESCE(btrim(reason), '') = '' THEN 'invalid' END;
	IF problem IS NULL THEN
		asked := routing.offer_of(tenant, interaction);
		need := array_remove(ARRAY[ops.key('agent', tenant, i.agent::text), messaging.key_of(tenant, i.conversation),
			asked.key], NULL) || routing.case_keys(i, case_id);
		IF NOT ops.keys_held(need) THEN
			RETURN ops.moved(need);
		END IF;
		newer := messaging.newer(tenant, i.conversation, last_seen_seq);
		IF newer IS NOT NULL THEN
			problem := 'newer_message';
		ELSIF last_seen_seq > (SELECT c.last_seq FROM messaging.v_conversation AS c WHERE c.tenant = i.tenant AND c.id = i.conversation) THEN
			problem := 'invalid';
			problem_body := '{"errors": [{"pointer": "/last_seen_seq", "detail": "There is no such message yet."}]}';
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
			WHEN 'invalid' THEN problem_body
			WHEN 'interaction_ended' THEN jsonb_build_object('state',
				(SELECT s.state FROM routing.interaction_state(tenant, interaction) AS s)) ELSE routing.case_wrong(problem) END));
	END IF;
	IF is_forced THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'interaction_end', 3, interaction,
			jsonb_build_object('agent', i.former_agent::text, 'reason', btrim(reason)));
	END IF;
	i.note := note;
	PERFORM routing.interaction_finish(i, actor, 'ended', closed.case_id, closed.customer);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
