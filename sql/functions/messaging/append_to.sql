-- append_to: an outgoing or system message gets the next sequence of its conversation.
-- A person's that answers a customer is told to the figures, once: one that repeats what failed answers nothing new there
-- (docs/decisions/0021-figures.md). Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.append_to(tenant bigint, conversation bigint, direction text,
	author bigint, text text, client_id text, delivery text, encoding text, segments smallint,
	OUT message bigint, OUT seq bigint, OUT message_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	human CONSTANT boolean := direction = 'out' AND author IS NOT NULL;
	was messaging.conversation;
	asked_at timestamptz;
	kind text;
	owner bigint;
BEGIN
	message_at := ops.clock();
	IF human THEN -- whom it answers: the conversation's key keeps this as it is
		SELECT * INTO was FROM messaging.conversation AS c WHERE c.tenant = append_to.tenant AND c.id = append_to.conversation;
		IF was.unanswered_since IS NOT NULL AND was.interaction IS NOT NULL THEN
			-- Only where a reply has failed (limit_from) may what waits have been replied to.
			asked_at := CASE WHEN was.replied AND was.limit_from IS NOT NULL THEN messaging.unanswered_of(was, true) ELSE was.unanswered_since END;
		END IF;
	END IF;
	UPDATE messaging.conversation AS c
	SET last_seq = c.last_seq + 1, last_at = greatest(append_to.message_at, c.last_at + interval '1 microsecond'),
		unanswered_since = CASE WHEN human THEN NULL ELSE c.unanswered_since END, replied = c.replied OR human
	WHERE c.tenant = append_to.tenant AND c.id = append_to.conversation
	RETURNING c.last_seq, c.last_at, c.kind, c.owner INTO seq, message_at, kind, owner;
	message := nextval('messaging.message_id');
	INSERT INTO messaging.message (tenant, id, conversation, seq, at, direction, author, text, client_id, delivery,
		encoding, segments)
	VALUES (tenant, message, conversation, seq, message_at, direction, author, text, client_id, delivery, encoding,
		segments);
	PERFORM messaging.tell(owner, tenant, message, 1, CASE direction WHEN 'out' THEN 'message.written' ELSE 'message.noted' END,
		CASE WHEN delivery IS NOT NULL THEN jsonb_build_object('delivery', delivery) WHEN direction = 'out' THEN '{}' END);
	IF kind = 'chat' AND direction = 'out' THEN
		PERFORM messaging.visitor_tell(tenant, conversation);
	END IF;
	IF asked_at IS NOT NULL THEN
		PERFORM routing.replied(tenant, was.interaction, message, asked_at, message_at, NOT was.replied);
	END IF;
END $$;
