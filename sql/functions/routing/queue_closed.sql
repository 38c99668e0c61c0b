-- queue_closed: does to a waiting interaction what its queue does when it closes (RT-8): the
-- closing text once, another queue, its voicemail, or its end (closing_of). Answers 'told', 'overflowed', 'ended', or
-- 'stale' when there is nothing to do (any more). Keys: interaction, conversation.
CREATE OR REPLACE FUNCTION routing.queue_closed(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	q routing.queue;
	need bigint[];
	closing text;
	outcome text;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = queue_closed.tenant AND r.id = queue_closed.interaction AND r.state = 'waiting';
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = i.queue;
	closing := routing.closing_of(q, i, ops.clock());
	IF closing IS NULL THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	need := ARRAY[ops.key('interaction', tenant, interaction::text), messaging.key_of(tenant, i.conversation)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	IF q.closing_text IS NOT NULL AND NOT i.closing_told AND closing NOT IN ('overflow', 'voicemail') THEN
		PERFORM messaging.reply_automatic(tenant, i.conversation, q.closing_text, false);
		i.closing_told := true;
	END IF;
	PERFORM routing.decision_store(tenant, interaction, 'closing', NULL, NULL, q.id,
		jsonb_build_object('closing', closing, 'to', CASE closing WHEN 'overflow' THEN q.overflow_queue::text END));
	CASE closing
	WHEN 'end' THEN
		outcome := 'ended';
		PERFORM routing.interaction_close(i, 'queue_closed');
	WHEN 'voicemail' THEN
		outcome := 'ended';
		PERFORM routing.interaction_close(i, 'to_voicemail');
	WHEN 'overflow' THEN
		outcome := 'overflowed';
		SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = q.overflow_queue;
		i := routing.queue_enter(i, q);
		PERFORM routing.interaction_change(i, false);
	ELSE
		outcome := 'told';
		PERFORM routing.interaction_change(i, false);
	END CASE;
	RETURN ops.answer(mark, outcome, ops.frame(3, tenant, interaction));
END $$;
