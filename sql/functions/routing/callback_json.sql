-- callback_json: the one shape of a callback.
CREATE OR REPLACE FUNCTION routing.callback_json(c routing.callback)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	talk messaging.v_conversation;
BEGIN
	SELECT * INTO talk FROM messaging.v_conversation AS r WHERE r.tenant = c.tenant AND r.id = c.conversation;
	RETURN jsonb_build_object('id', c.id::text, 'state', c.state, 'queue', routing.queue_json(c.tenant, c.queue),
		'interaction', c.interaction::text, 'conversation', c.conversation::text, 'number', talk.number,
		'customer', messaging.customer_json(talk.tenant, talk.customer), 'requested_at', ops.rfc3339(c.requested_at),
		'agent', c.agent::text, 'taken_at', ops.rfc3339(c.taken_at), 'done_at', ops.rfc3339(c.done_at), 'note', c.note,
		'version', c.version::text);
END $$;
