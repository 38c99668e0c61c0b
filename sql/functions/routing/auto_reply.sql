-- auto_reply: a rule answers by itself: the reply is queued, the interaction closes at once with
-- outcome auto_reply (SMS-2, SMS-7). Answers 'ok', 'stale' when it no longer has just arrived,
-- 'not_found'. Keys: interaction, conversation.
CREATE OR REPLACE FUNCTION routing.auto_reply(tenant bigint, interaction bigint, text text,
	explanation jsonb)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	need bigint[];
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = auto_reply.tenant AND r.id = auto_reply.interaction;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF i.outcome = 'auto_reply' THEN
		RETURN ops.answer(mark, 'ok', ops.frame(3, tenant, interaction));
	ELSIF i.state <> 'arrived' THEN
		RETURN ops.answer(mark, 'stale', ops.frame(3, tenant, interaction));
	END IF;
	need := ARRAY[ops.key('interaction', tenant, interaction::text), messaging.key_of(tenant, i.conversation)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	PERFORM messaging.reply_automatic(tenant, i.conversation, text, false);
	PERFORM routing.decision_store(tenant, interaction, 'auto_reply', NULL, NULL, NULL, explanation);
	PERFORM routing.interaction_close(i, 'auto_reply');
	RETURN ops.answer(mark, 'ok', ops.frame(3, tenant, interaction));
END $$;
