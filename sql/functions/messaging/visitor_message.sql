-- visitor_message: a message as the visitor of a web chat sees it. client_id: their page's own id of it; html: an agent's formatted text.
CREATE OR REPLACE FUNCTION messaging.visitor_message(m messaging.message)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('seq', m.seq, 'from', CASE WHEN m.direction = 'in' THEN 'visitor' WHEN m.author IS NULL THEN 'automatic' ELSE 'agent' END,
		'name', CASE WHEN m.direction = 'out' THEN (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = m.tenant AND u.id = m.author) END,
		'text', m.text, 'at', ops.rfc3339(m.at),
		'client_id', CASE WHEN m.direction = 'in' THEN substr(m.client_id, 3) END,
		'files', CASE WHEN m.attachments IS NULL THEN '[]' ELSE COALESCE((SELECT jsonb_agg(jsonb_build_object('id', a ->> 'id', 'type', a -> 'type',
				'bytes', a -> 'bytes')) FROM jsonb_array_elements(messaging.attachments_json(m.tenant, m.id)) AS a
			WHERE a ->> 'state' = 'stored'), '[]') END)
		|| CASE WHEN m.html IS NULL THEN '{}' ELSE jsonb_build_object('html', m.html, 'images', messaging.visitor_images(m)) END;
END $$;
