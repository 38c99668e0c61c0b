-- visitor_shown: a web chat as its visitor sees it: how it stands, and up to 100 messages after a sequence; what no customer sees is
-- left out. next_seq: after which to ask for more; it goes on over what was left out.
CREATE OR REPLACE FUNCTION messaging.visitor_shown(v messaging.visitor, after_seq bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	most CONSTANT bigint := 100;
	c messaging.conversation;
	first_seq bigint;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = v.tenant AND r.id = v.conversation;
	first_seq := least(greatest(COALESCE(after_seq, 0), 0), c.last_seq) + 1;
	RETURN jsonb_build_object('chat', messaging.visitor_chat(v), 'next_seq', least(first_seq + most - 1, c.last_seq), 'messages', COALESCE((
		SELECT jsonb_agg(messaging.visitor_message(m) ORDER BY m.seq) FROM messaging.message AS m
		WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at
			AND m.seq BETWEEN first_seq AND first_seq + most - 1 AND m.direction <> 'system'), '[]'));
END $$;
