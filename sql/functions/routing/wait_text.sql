-- wait_text: tells a customer whose agent is in an emergency to wait, as the queue says it (EM-5); not where the interaction has
-- ended or somebody else has it by now. Answers 'told', or 'stale'. Keys: conversation, and the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.wait_text(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	need bigint[];
	holder bigint;
	words text;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = wait_text.tenant AND r.id = wait_text.interaction;
	need := ARRAY[routing.interaction_key(tenant, interaction), messaging.key_of(tenant, i.conversation)];
	IF NOT ops.keys_held(array_remove(need, NULL)) THEN
		RETURN ops.moved(need);
	END IF;
	UPDATE routing.wait_text AS w SET sent_at = ops.clock()
	WHERE w.tenant = wait_text.tenant AND w.interaction = wait_text.interaction AND w.sent_at IS NULL
	RETURNING w.agent INTO holder;
	words := (SELECT q.emergency_text FROM routing.queue AS q WHERE q.tenant = i.tenant AND q.id = i.queue);
	IF holder IS NULL OR i.state <> 'assigned' OR i.agent <> holder OR COALESCE(words, '') = '' THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	PERFORM messaging.reply_automatic(tenant, i.conversation, words, false);
	RETURN ops.answer(mark, 'told', NULL);
END $$;
