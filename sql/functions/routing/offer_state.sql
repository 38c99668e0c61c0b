-- offer_state: the one shape of an offer. A transfer or consult shows who asks, and their note while it is made; they
-- see what became of it. `cooldown_since`: this agent is not offered this interaction again for 30 s from then (RT-6).
CREATE OR REPLACE FUNCTION routing.offer_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	o routing.offer;
	i routing.interaction;
	c messaging.v_conversation;
	channel jsonb;
	thing ops.thing;
BEGIN
	SELECT * INTO o FROM routing.offer AS r WHERE r.tenant = offer_state.tenant AND r.id = offer_state.key;
	IF NOT FOUND THEN
		RETURN thing;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = o.tenant AND r.id = o.interaction;
	SELECT * INTO c FROM messaging.v_conversation AS r WHERE r.tenant = i.tenant AND r.id = i.conversation;
	channel := routing.channel_json(i.tenant, i.channel);
	thing.version := o.version;
	thing.audience := array_remove(ARRAY[o.agent, o.from_agent], NULL);
	thing.state := jsonb_build_object('offer', o.id::text, 'interaction', o.interaction::text,
		'agent', o.agent::text, 'state', o.state, 'cause', o.cause, 'made_at', ops.rfc3339(o.made_at),
		'kind', o.kind, 'from', routing.person_json(o.tenant, o.from_agent), 'to', CASE WHEN o.kind <> 'queue' THEN
			routing.person_json(o.tenant, o.agent) END,
		'note', CASE WHEN o.state = 'made' AND o.note_seq IS NOT NULL THEN (SELECT m.text FROM messaging.v_message AS m
			WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.seq = o.note_seq
				AND m.at BETWEEN c.opened_at AND c.last_at) END,
		'cooldown_since', ops.rfc3339(CASE
			WHEN o.kind = 'queue' AND (o.state IN ('rejected', 'expired') OR o.state = 'withdrawn' AND o.cause = 'supervisor') THEN o.ended_at
			WHEN o.state = 'accepted' AND o.cause IN ('transferred', 'phone_lost') THEN o.left_at END),
		'deadline', ops.rfc3339(o.deadline), 'ended_at', ops.rfc3339(o.ended_at), 'queue', routing.queue_json(o.tenant, o.queue),
		'medium', routing.medium_of(i.medium), 'channel', channel, 'channel_kind', channel -> 'channel_kind', 'conversation', i.conversation::text,
		'number', c.number, 'customer', messaging.customer_json(c.tenant, c.customer),
		'waiting_since', ops.rfc3339(i.entered_at), 'why', o.why ->> 'words',
		'may_reject', o.kind <> 'queue' OR COALESCE((SELECT u.may_reject FROM directory.v_user AS u
			WHERE u.tenant = o.tenant AND u.id = o.agent), true),
		'last_text', CASE WHEN o.state = 'made' THEN (SELECT m.text FROM messaging.v_message AS m
			WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.seq = c.last_customer_seq
				AND m.at BETWEEN c.opened_at AND c.last_at) END);
	IF i.reference IS NOT NULL THEN
		thing.state := thing.state || jsonb_build_object('reference', i.reference);
	END IF;
	IF i.web THEN
		thing.state := thing.state || jsonb_build_object('visitor', messaging.visitor_json(i.tenant, i.conversation));
	END IF;
	RETURN thing;
END $$;
