-- send_store: the message and, of a text, its outbox row, which waits where it is quiet hours (SMS-21). Answers the message's id.
-- Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.send_store(c messaging.conversation, actor bigint, text text,
	client_id text, encoding text, segments integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	m record;
	sms CONSTANT boolean NOT NULL := c.kind = 'sms'; -- of no kind would be a text that never leaves
	parts smallint := CASE WHEN sms THEN greatest(COALESCE(segments, messaging.segments_of(text)), 1) END;
	held timestamptz := CASE WHEN sms THEN messaging.held_until(c) END;
BEGIN
	SELECT * INTO m FROM messaging.append_to(c.tenant, c.id, 'out', actor, text, client_id,
		CASE WHEN NOT sms THEN NULL WHEN held IS NULL THEN 'queued' ELSE 'held' END, CASE WHEN sms THEN encoding END, parts);
	IF sms THEN
		PERFORM sms.queue_outbound(c.tenant, c.channel, c.id, m.message, m.seq, m.message_at, c.number, c.number_hash,
			parts, false, held);
	END IF;
	RETURN m.message;
END $$;
