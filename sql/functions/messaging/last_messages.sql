-- last_messages: the last 30 frames of a conversation, at most 16 KiB of them (the snapshot).
CREATE OR REPLACE FUNCTION messaging.last_messages(c messaging.conversation)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT COALESCE(jsonb_agg(messaging.message_frame(f.m) ORDER BY (f.m).seq), '[]')
		FROM (SELECT m, sum(octet_length(m.text) + COALESCE(octet_length(m.html), 0) + 200 + 250 * COALESCE(m.attachments, 0)) OVER (ORDER BY m.seq DESC) AS bytes
			FROM messaging.message AS m
			WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.seq > c.last_seq - 30
				AND m.at BETWEEN c.opened_at AND c.last_at) AS f
		WHERE f.bytes <= 16384 OR (f.m).seq = c.last_seq);
END $$;
