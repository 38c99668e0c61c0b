-- send_store: the message, its client id, and its outbox row, which waits where it is quiet hours (SMS-21). Answers the message's id.
-- Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.send_store(c messaging.conversation, actor bigint, text text,
	client_id text, encoding text, segments integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	m record;
	parts smallint := greatest(COALESCE(segments, messaging.segments_of(text)), 1);
	held timestamptz := messaging.held_until(c);
BEGIN
	SELECT * INTO m FROM messaging.append_to(c.tenant, c.id, 'out', actor, text, client_id,
		CASE WHEN held IS NULL THEN 'queued' ELSE 'held' END, encoding, parts);
	IF client_id IS NOT NULL THEN
		INSERT INTO messaging.client_message (tenant, conversation, client_id, message, at)
		VALUES (c.tenant, c.id, client_id, m.message, m.message_at);
	END IF;
	PERFORM sms.queue_outbound(c.tenant, c.channel, c.id, m.message, m.seq, m.message_at, c.number, c.number_hash,
		parts, false, held);
	RETURN m.message;
END $$;
