-- linked_end: ends a call whose agent has logged out, and is so still; or a text that was begun while on an interaction whose wrap-up is over (SMS-11), for the agent who had both. It
-- stays where the customer's last message is not answered, where somebody else has it by now or is asked to take it: then it is
-- one like any other. Answers 'ended', or 'stale' where it stays. Keys: agent, conversation, case and its customer (case_keys).
CREATE OR REPLACE FUNCTION routing.linked_end(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	closed record;
	need bigint[];
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = linked_end.tenant AND r.id = linked_end.interaction AND r.end_due;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	need := array_remove(ARRAY[routing.interaction_key(tenant, interaction), messaging.key_of(tenant, i.conversation),
		(routing.offer_of(tenant, interaction)).key], NULL) || routing.case_keys(i);
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	UPDATE routing.interaction AS r SET end_due = false WHERE r.tenant = i.tenant AND r.id = i.id; -- nobody is shown it
	IF i.state <> 'assigned' OR (CASE i.medium
		WHEN 'voice' THEN (SELECT a.chosen FROM routing.agent AS a WHERE a.tenant = i.tenant AND a.agent = i.agent) IS DISTINCT FROM 'logged_out'
		ELSE i.agent IS DISTINCT FROM i.begun_by OR (routing.offer_of(tenant, interaction)).offer IS NOT NULL
			OR (SELECT c.unanswered_since IS NOT NULL FROM messaging.v_conversation AS c WHERE c.tenant = i.tenant AND c.id = i.conversation) END) THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	SELECT * INTO closed FROM messaging.conversation_close(tenant, i.conversation, i.id, i.agent, NULL, NULL, routing.linked_case(i));
	PERFORM routing.interaction_finish(i, i.agent, 'ended', closed.case_id, closed.customer);
	RETURN ops.answer(mark, 'ended', ops.frame(3, tenant, interaction));
END $$;
