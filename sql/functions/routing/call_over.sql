-- call_over: the call of an interaction has ended. Before an agent had it the customer left (`left_`: ABN), or it ends with
-- `result` (OUT); with an agent its conversation closes and wrap-up begins with `result`, by `actor` if one of us ended it; in wrap-up, or
-- ended, nothing changes. `agent`: who hung up; it is not theirs any more: stale. Null: whoever has it.
-- outcome: ok, also again; stale; moved, with the keys that are needed. Internal, called by voice.
-- Keys: the one that covers the interaction, interaction, agent (asked), conversation.
DROP FUNCTION IF EXISTS routing.call_over(bigint, bigint, boolean, text); -- it knew not who hung up
CREATE OR REPLACE FUNCTION routing.call_over(tenant bigint, interaction bigint, left_ boolean, result text, agent bigint DEFAULT NULL,
	OUT outcome text, OUT keys bigint[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	asked record := routing.offer_of(tenant, interaction);
	closed record;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_over.tenant AND r.id = call_over.interaction;
	keys := array_remove(ARRAY[routing.interaction_key(tenant, interaction), ops.key('interaction', tenant, interaction::text),
		messaging.key_of(tenant, i.conversation), asked.key], NULL) || routing.case_keys(i);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	asked := routing.offer_of(tenant, interaction);
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_over.tenant AND r.id = call_over.interaction;
	IF i.state IN ('arrived', 'waiting', 'offered', 'assigned') AND call_over.agent <> COALESCE(i.agent, 0) THEN
		outcome := 'stale';
		RETURN;
	END IF;
	outcome := 'ok';
	IF i.state IN ('arrived', 'waiting', 'offered') THEN
		PERFORM routing.offer_finish(tenant, asked.offer, 'withdrawn', CASE WHEN left_ THEN 'customer_left' ELSE result END);
		SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_over.tenant AND r.id = call_over.interaction;
		PERFORM routing.interaction_close(i, CASE WHEN left_ THEN 'customer_left' ELSE result END);
	ELSIF i.state = 'assigned' THEN
		SELECT * INTO closed FROM messaging.conversation_close(tenant, i.conversation, i.id, NULL, NULL, NULL, routing.linked_case(i));
		PERFORM routing.interaction_finish(i, NULL, result, closed.case_id, closed.customer);
	END IF;
END $$;
