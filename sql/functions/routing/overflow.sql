-- overflow: does to a waiting interaction what its queue's overflow says (RT-9), if there is still a cause: another
-- queue, the text and its end, a callback, or the queue's voicemail (the daemon that has the call takes it there). Answers 'overflowed', 'ended', 'told', or 'stale' when there is
-- nothing to do (any more). Times count in whole milliseconds, as the router has them. Keys: interaction, conversation.
CREATE OR REPLACE FUNCTION routing.overflow(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	clock timestamptz := ops.clock();
	i routing.interaction;
	q routing.queue;
	need bigint[];
	gone bigint[];
	place bigint;
	cause text;
	action text;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = overflow.tenant AND r.id = overflow.interaction AND r.state = 'waiting';
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	need := ARRAY[ops.key('interaction', tenant, interaction::text), messaging.key_of(tenant, i.conversation)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = i.queue;
	place := CASE WHEN q.overflow_length IS NOT NULL THEN (SELECT count(*) FROM (SELECT FROM routing.interaction AS r
		WHERE r.tenant = i.tenant AND r.queue = i.queue AND r.state = 'waiting'
			AND (COALESCE(r.priority, q.priority), date_trunc('milliseconds', COALESCE(r.rank_at, r.entered_at)), r.id)
				<= (COALESCE(i.priority, q.priority), date_trunc('milliseconds', COALESCE(i.rank_at, i.entered_at)), i.id)
		LIMIT q.overflow_length + 1) AS before) END;
	cause := CASE WHEN routing.schedule_open(q.tenant, q.schedule_id, clock)
		THEN routing.overflow_cause(q, i, place, routing.staffed(q), clock) END;
	action := routing.overflow_to(q, i, clock);
	IF cause IS NULL OR action IS NULL THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	PERFORM routing.decision_store(tenant, interaction, 'overflow', NULL, NULL, q.id, jsonb_build_object('cause', cause,
		'action', action, 'to', CASE action WHEN 'queue' THEN q.overflow_queue::text END,
		'words', routing.overflow_words(q, cause, action)));
	IF action NOT IN ('queue', 'voicemail') AND q.overflow_text IS NOT NULL THEN
		PERFORM messaging.reply_automatic(tenant, i.conversation, q.overflow_text, false);
	END IF;
	CASE action
	WHEN 'queue' THEN
		gone := i.left_queues || i.queue;
		SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = q.overflow_queue;
		i := routing.queue_enter(i, q);
		i.left_queues := gone;
		PERFORM routing.interaction_change(i, false);
	WHEN 'tell' THEN
		i.overflow_told := true;
		PERFORM routing.interaction_change(i, false);
	WHEN 'callback' THEN
		PERFORM routing.callback_promise(i, clock);
		PERFORM routing.interaction_close(i, 'callback');
	WHEN 'voicemail' THEN
		PERFORM routing.interaction_close(i, 'to_voicemail');
	ELSE
		PERFORM routing.interaction_close(i, 'auto_reply');
	END CASE;
	RETURN ops.answer(mark, CASE action WHEN 'queue' THEN 'overflowed' WHEN 'tell' THEN 'told' ELSE 'ended' END,
		ops.frame(3, tenant, interaction));
END $$;
