-- append_blocked: a text of somebody whom the owner of the number has blocked joins the conversation that is kept out of sight
-- (CT-12). Keys: conversation ("<channel>:<number>").
CREATE OR REPLACE FUNCTION messaging.append_blocked(tenant bigint, channel bigint, number text, text text, number_hash bytea,
	owner bigint, OUT conversation bigint, OUT seq bigint, OUT message bigint, OUT message_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	message_at := ops.clock();
	UPDATE messaging.conversation AS c
	SET last_seq = c.last_seq + 1, last_customer_seq = c.last_seq + 1,
		last_at = greatest(append_blocked.message_at, c.last_at + interval '1 microsecond'),
		last_customer_at = greatest(append_blocked.message_at, c.last_at + interval '1 microsecond')
	WHERE c.tenant = append_blocked.tenant AND c.channel = append_blocked.channel AND c.number = append_blocked.number
		AND c.blocked AND c.erased_at IS NULL
	RETURNING c.id, c.last_seq, c.last_at INTO conversation, seq, message_at;
	IF conversation IS NULL THEN
		seq := 1;
		message_at := ops.clock();
		INSERT INTO messaging.conversation (tenant, channel, number, number_hash, state, last_seq, last_customer_seq, last_customer_at,
			last_at, opened_at, owner, blocked)
		VALUES (tenant, channel, number, number_hash, 'closed', 1, 1, message_at, message_at, message_at, owner, true)
		RETURNING id INTO conversation;
		PERFORM messaging.text_opened(tenant, conversation, owner, message_at);
	END IF;
	message := nextval('messaging.message_id');
	INSERT INTO messaging.message (tenant, id, conversation, seq, at, direction, text, blocked)
	VALUES (tenant, message, conversation, seq, message_at, 'in', text, true);
	PERFORM ops.emit(tenant, 5, message, 1);
END $$;
