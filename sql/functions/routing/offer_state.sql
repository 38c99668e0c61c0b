-- offer_state: the one shape of an offer.
CREATE OR REPLACE FUNCTION routing.offer_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	o routing.offer;
	i routing.interaction;
	c messaging.v_conversation;
	thing ops.thing;
BEGIN
	SELECT * INTO o FROM routing.offer AS r WHERE r.tenant = offer_state.tenant AND r.id = offer_state.key;
	IF NOT FOUND THEN
		RETURN thing;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = o.tenant AND r.id = o.interaction;
	SELECT * INTO c FROM messaging.v_conversation AS r WHERE r.tenant = i.tenant AND r.id = i.conversation;
	thing.version := o.version;
	thing.audience := ARRAY[o.agent];
	thing.state := jsonb_build_object('offer', o.id::text, 'interaction', o.interaction::text,
		'agent', o.agent::text, 'state', o.state, 'cause', o.cause, 'made_at', ops.rfc3339(o.made_at),
		'deadline', ops.rfc3339(o.deadline), 'ended_at', ops.rfc3339(o.ended_at), 'queue', routing.queue_json(o.tenant, o.queue),
		'channel', routing.channel_json(i.tenant, i.channel), 'conversation', i.conversation::text,
		'number', c.number, 'customer', messaging.customer_json(c.tenant, c.customer),
		'waiting_since', ops.rfc3339(i.entered_at), 'why', o.why ->> 'words',
		'may_reject', COALESCE((SELECT u.may_reject FROM directory.v_user AS u
			WHERE u.tenant = o.tenant AND u.id = o.agent), true),
		'last_text', CASE WHEN o.state = 'made' THEN (SELECT m.text FROM messaging.v_message AS m
			WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.seq = c.last_customer_seq
				AND m.at BETWEEN c.opened_at AND c.last_at) END);
	RETURN thing;
END $$;
