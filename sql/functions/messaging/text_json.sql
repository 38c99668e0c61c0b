-- text_json: the one shape of a conversation of a user's own number. blocked: it is kept out of sight.
CREATE OR REPLACE FUNCTION messaging.text_json(c messaging.conversation)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('conversation', c.id::text, 'kind', 'text', 'state', c.state, 'blocked', c.blocked, 'number', c.number,
		'channel', routing.channel_json(c.tenant, c.channel), 'last_seq', c.last_seq, 'last_at', ops.rfc3339(c.last_at),
		'opened_at', ops.rfc3339(c.opened_at), 'opted_out', messaging.opted_out(c), 'country', c.country, 'price_class', c.price_class)
		|| CASE WHEN c.erased_at IS NULL THEN '{}' ELSE jsonb_build_object('erased_at', ops.rfc3339(c.erased_at)) END;
END $$;
