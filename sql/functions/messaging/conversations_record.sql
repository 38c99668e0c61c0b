-- conversations_record: these conversations with their messages, notes and callbacks, for the export.
CREATE OR REPLACE FUNCTION messaging.conversations_record(tenant bigint, ids bigint[])
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT COALESCE(jsonb_agg(jsonb_build_object('id', c.id::text, 'channel', routing.channel_json(c.tenant, c.channel),
		'number', c.number, 'state', c.state, 'opened_at', ops.rfc3339(c.opened_at), 'closed_at', ops.rfc3339(c.closed_at),
		'interactions', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', i.id::text, 'started_at', ops.rfc3339(i.entered_at),
			'ended_at', ops.rfc3339(i.ended_at), 'outcome', i.outcome, 'note', i.note,
			'disposition', i.disposition, 'reference', i.reference) ORDER BY i.id), '[]')
			FROM routing.v_interaction AS i WHERE i.tenant = c.tenant AND i.conversation = c.id),
		'callbacks', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', k.id::text, 'state', k.state,
			'requested_at', ops.rfc3339(k.requested_at), 'taken_at', ops.rfc3339(k.taken_at), 'done_at', ops.rfc3339(k.done_at),
			'note', k.note) ORDER BY k.id), '[]')
			FROM routing.v_callback AS k WHERE k.tenant = c.tenant AND k.conversation = c.id),
		'messages', (SELECT COALESCE(jsonb_agg(jsonb_build_object('seq', m.seq, 'at', ops.rfc3339(m.at), 'direction', m.direction,
			'text', m.text, 'delivery', m.delivery, 'html', m.html,
			'attachments', messaging.attachments_json(m.tenant, m.id),
			'files', CASE WHEN m.files IS NOT NULL THEN messaging.files_json(m.tenant, m.id) END) ORDER BY m.seq), '[]')
			FROM messaging.message AS m WHERE m.tenant = c.tenant AND m.conversation = c.id
				AND m.at BETWEEN c.opened_at AND c.last_at)) ORDER BY c.id), '[]')
	FROM messaging.conversation AS c WHERE c.tenant = $1 AND c.id = ANY ($2)
$$;
