-- append_to: an outgoing or system message gets the next sequence of its conversation.
-- Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.append_to(tenant bigint, conversation bigint, direction text,
	author bigint, text text, client_id text, delivery text, encoding text, segments smallint,
	OUT message bigint, OUT seq bigint, OUT message_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	message_at := ops.clock();
	UPDATE messaging.conversation AS c
	SET last_seq = c.last_seq + 1, last_at = greatest(append_to.message_at, c.last_at + interval '1 microsecond'),
		unanswered_since = CASE WHEN direction = 'out' AND author IS NOT NULL THEN NULL ELSE c.unanswered_since END
	WHERE c.tenant = append_to.tenant AND c.id = append_to.conversation
	RETURNING c.last_seq, c.last_at INTO seq, message_at;
	message := nextval('messaging.message_id');
	INSERT INTO messaging.message (tenant, id, conversation, seq, at, direction, author, text, client_id, delivery,
		encoding, segments)
	VALUES (tenant, message, conversation, seq, message_at, direction, author, text, client_id, delivery, encoding,
		segments);
	PERFORM ops.emit_public(tenant, 5, message, 1, CASE direction WHEN 'out' THEN 'message.written' ELSE 'message.noted' END);
END $$;
