-- chat_end: either of the two ends an agent chat. Answers the conversation; 'not_found', 'not_here' (it lasts), 'conversation_closed'.
-- Keys: chat_keys, command.
CREATE OR REPLACE FUNCTION messaging.chat_end(command bytea, fingerprint bytea, tenant bigint, account bigint, conversation bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.conversation := messaging.chat_of(tenant, conversation);
	p messaging.party := messaging.party_of(tenant, conversation, account);
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF p.account IS NOT NULL AND c.id IS NOT NULL AND NOT ops.keys_held(messaging.chat_keys(tenant, c.number)) THEN
		RETURN ops.moved(messaging.chat_keys(tenant, c.number));
	END IF;
	problem := CASE WHEN p.account IS NULL THEN 'not_found'
		WHEN c.id IS NULL THEN 'not_here' -- texts of one's own number
		WHEN messaging.verdict('end', messaging.side_of(p.account), CASE WHEN c.kind = 'room' THEN 'room'
			ELSE messaging.side_of((array_remove(messaging.pair_of(c.number), p.account))[1]) END) <> 'ok' THEN 'not_here'
		WHEN account < 0 THEN 'read_only'
		WHEN NOT messaging.is_current(c) THEN 'conversation_closed' END;
	IF problem IS NULL THEN
		PERFORM messaging.chat_close(c);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, CASE WHEN problem IS NULL
		THEN ops.answer_thing(mark, 'ok', 4, tenant, conversation) ELSE ops.answer(mark, problem, NULL) END);
END $$;
