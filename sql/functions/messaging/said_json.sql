-- said_json: the shape of a message of an internal conversation: what message_json makes of others, and `to` (a 1:1's other
-- account), `html` (agents' formatted text), when it was changed or deleted, `files` (a Work user's), `work_only` (the sender is told "in Work only").
CREATE OR REPLACE FUNCTION messaging.said_json(m messaging.message, author jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	account CONSTANT bigint := m.author * CASE m.side WHEN 'work' THEN -1 ELSE 1 END;
	other bigint := (SELECT (array_remove(messaging.pair_of(c.number), account))[1] FROM messaging.conversation AS c
		WHERE c.tenant = m.tenant AND c.id = m.conversation);
BEGIN
	RETURN jsonb_build_object('message', m.id::text, 'conversation', m.conversation::text, 'seq', m.seq,
		'direction', 'said', 'text', m.text, 'at', ops.rfc3339(m.at), 'author', author || jsonb_build_object('side', m.side),
		'to', CASE WHEN other IS NOT NULL THEN jsonb_build_object('user', abs(other)::text, 'side', messaging.side_of(other)) END,
		'client_id', m.client_id, 'html', m.html, 'work_only', COALESCE(m.work_only, false),
		'edited_at', ops.rfc3339(m.edited_at), 'deleted_at', ops.rfc3339(m.deleted_at))
		|| CASE WHEN m.erased_at IS NULL THEN '{}' ELSE jsonb_build_object('erased_at', ops.rfc3339(m.erased_at)) END
		|| CASE WHEN m.attachments IS NULL THEN '{}' ELSE jsonb_build_object('attachments',
			COALESCE(messaging.attachments_json(m.tenant, m.id), '[]')) END
		|| CASE WHEN m.files IS NULL THEN '{}' ELSE jsonb_build_object('files', messaging.files_json(m.tenant, m.id)) END;
END $$;
