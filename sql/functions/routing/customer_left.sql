-- customer_left: a customer leaves before an agent has answered, while it waits or rings (ABN): an offer is
-- withdrawn, its agent keeps their place and is not penalised (RT-4), the interaction closes with outcome customer_left.
-- Answers 'ok' (again, too), 'stale' when an agent has it or it has ended otherwise, 'not_found'. Internal: for who
-- serves a medium in which customers can leave. Keys: interaction_key, conversation.
CREATE OR REPLACE FUNCTION routing.customer_left(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	need bigint[];
	asked record := routing.offer_of(tenant, interaction);
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = customer_left.tenant AND r.id = customer_left.interaction;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF i.outcome = 'customer_left' THEN
		RETURN ops.answer(mark, 'ok', ops.frame(3, tenant, interaction));
	ELSIF i.state NOT IN ('arrived', 'waiting', 'offered') THEN
		RETURN ops.answer(mark, 'stale', ops.frame(3, tenant, interaction));
	END IF;
	need := ARRAY[routing.interaction_key(tenant, interaction), ops.key('interaction', tenant, interaction::text),
		messaging.key_of(tenant, i.conversation)] || array_remove(ARRAY[asked.key], NULL);
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	IF asked.offer IS NOT NULL THEN
		PERFORM routing.offer_finish(tenant, asked.offer, 'withdrawn', 'customer_left');
		SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = customer_left.tenant AND r.id = customer_left.interaction;
	END IF;
	PERFORM routing.interaction_close(i, 'customer_left');
	RETURN ops.answer_thing(mark, 'ok', 3, tenant, interaction);
END $$;
