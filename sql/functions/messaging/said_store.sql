-- said_store: a message of one account to an internal conversation; answers its id. Keys: chat_keys.
CREATE OR REPLACE FUNCTION messaging.said_store(c messaging.conversation, account bigint, text text, html text, client_id text,
	work_only boolean)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	message bigint := nextval('messaging.message_id');
	seq bigint;
	message_at timestamptz := ops.clock();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(VARIADIC messaging.chat_keys(c.tenant, c.number));
	END IF;
	UPDATE messaging.conversation AS r
	SET monitors = CASE WHEN r.kind = 'agent' THEN messaging.chat_monitors(r) END, last_seq = r.last_seq + 1, last_at = greatest(message_at, r.last_at + interval '1 microsecond')
	WHERE r.tenant = c.tenant AND r.id = c.id
	RETURNING r.last_seq, r.last_at INTO seq, message_at;
	INSERT INTO messaging.message (tenant, id, conversation, seq, at, direction, author, side, text, html, client_id, work_only)
	VALUES (c.tenant, message, c.id, seq, message_at, 'said', abs(account), messaging.side_of(account), text, html, client_id,
		NULLIF(work_only, false));
	PERFORM ops.emit(c.tenant, 5, message, 1);
	RETURN message;
END $$;
