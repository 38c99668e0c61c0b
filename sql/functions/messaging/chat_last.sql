-- chat_last: the last message of an internal conversation; null: none yet.
CREATE OR REPLACE FUNCTION messaging.chat_last(c messaging.conversation)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT messaging.message_frame(m) FROM messaging.message AS m
		WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.seq = c.last_seq AND m.at BETWEEN c.opened_at AND c.last_at);
END $$;
