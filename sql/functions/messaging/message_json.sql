-- message_json: the one shape of a message.
CREATE OR REPLACE FUNCTION messaging.message_json(m messaging.message)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	author jsonb;
BEGIN
	IF m.author IS NOT NULL THEN
		author := jsonb_build_object('id', m.author::text, 'name',
			(SELECT u.name FROM directory.v_user AS u WHERE u.tenant = m.tenant AND u.id = m.author));
		IF m.direction = 'said' THEN
			RETURN messaging.said_json(m, author);
		END IF;
	END IF;
	RETURN jsonb_build_object('message', m.id::text, 'conversation', m.conversation::text, 'seq', m.seq,
		'direction', m.direction, 'text', m.text, 'at', ops.rfc3339(m.at), 'author', author,
		'client_id', m.client_id,
		'delivery', CASE WHEN m.delivery IS NOT NULL THEN
			jsonb_build_object('state', m.delivery, 'reason', m.delivery_reason) || CASE WHEN m.delivery = 'held'
				THEN jsonb_strip_nulls(jsonb_build_object('held_until', ops.rfc3339(sms.held_until(m.tenant, m.id)))) ELSE '{}' END END,
		'encoding', m.encoding, 'segments', m.segments)
		|| CASE WHEN m.html IS NULL THEN '{}' ELSE jsonb_build_object('html', m.html) END
		|| CASE WHEN m.blocked THEN '{"blocked": true}'::jsonb ELSE '{}' END
		|| CASE WHEN m.erased_at IS NULL THEN '{}' ELSE jsonb_build_object('erased_at', ops.rfc3339(m.erased_at)) END
		|| CASE WHEN m.attachments IS NULL THEN '{}' ELSE jsonb_build_object('attachments',
			COALESCE(messaging.attachments_json(m.tenant, m.id), '[]')) END;
END $$;
