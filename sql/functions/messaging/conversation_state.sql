-- conversation_state: the one shape of a conversation. Its version does not rise with messages.
CREATE OR REPLACE FUNCTION messaging.conversation_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
	thing ops.thing;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = conversation_state.tenant AND r.id = conversation_state.key;
	IF NOT FOUND THEN
		RETURN thing;
	END IF;
	IF messaging.is_internal(c.kind) THEN
		thing.version := messaging.chat_version(c);
		thing.audience := messaging.chat_audience(c, false);
		thing.state := messaging.chat_json(c);
		RETURN thing;
	END IF;
	thing.version := c.version;
	IF c.owner IS NOT NULL THEN
		thing.audience := messaging.audience(c);
		thing.state := messaging.text_json(c);
		RETURN thing;
	END IF;
	thing.audience := messaging.audience(c);
	thing.state := jsonb_build_object('conversation', c.id::text, 'state', c.state,
		'channel', routing.channel_json(c.tenant, c.channel), 'number', c.number,
		'customer', messaging.customer_json(c.tenant, c.customer), 'interaction', c.interaction::text,
		'last_seq', c.last_seq, 'last_customer_seq', c.last_customer_seq,
		'last_customer_at', ops.rfc3339(c.last_customer_at), 'unanswered_since', ops.rfc3339(c.unanswered_since), 'opted_out', messaging.opted_out(c),
		'country', c.country, 'price_class', c.price_class, 'notice', messaging.chat_notice(c),
		'formatted', messaging.formats(c));
	IF c.kind = 'chat' THEN
		thing.state := thing.state || jsonb_build_object('visitor', messaging.visitor_json(c.tenant, c.id));
	END IF;
	RETURN thing;
END $$;
