-- answer_missed: takes a chat from the agent who has not answered within the queue's limit: it goes back first in
-- line, with a note, and that agent cools down from it (RT-13, RT-6). Answers 'returned', or 'stale' when the
-- customer has been answered meanwhile, or can't be any more. Keys: agent, conversation.
CREATE OR REPLACE FUNCTION routing.answer_missed(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	clock timestamptz;
	i routing.interaction;
	need bigint[];
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = answer_missed.tenant AND r.id = answer_missed.interaction AND r.state = 'assigned';
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	need := ARRAY[ops.key('agent', tenant, i.agent::text), messaging.key_of(tenant, i.conversation)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	clock := ops.clock();
	IF NOT COALESCE(routing.answer_from(i) + (SELECT q.answer_ms FROM routing.queue AS q
		WHERE q.tenant = i.tenant AND q.id = i.queue) * interval '1 millisecond' <= clock, false) THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	INSERT INTO routing.cooldown (tenant, interaction, agent, since)
	VALUES (i.tenant, i.id, i.agent, clock)
	ON CONFLICT ON CONSTRAINT cooldown_pkey DO UPDATE SET since = EXCLUDED.since;
	PERFORM routing.chat_return(i, 'unanswered');
	PERFORM routing.after_work(tenant, i.agent, true);
	RETURN ops.answer(mark, 'returned', ops.frame(3, tenant, interaction));
END $$;
