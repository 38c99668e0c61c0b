-- interaction_end_state: the part of an interaction's state that its end brings.
CREATE OR REPLACE FUNCTION routing.interaction_end_state(i routing.interaction)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('wrap_until', CASE WHEN i.state = 'wrap_up' THEN ops.rfc3339(i.wrap_until) END,
		'wrap_extend', COALESCE((SELECT q.wrap_extend FROM routing.queue AS q
			WHERE q.tenant = i.tenant AND q.id = i.queue), false),
		'note', i.note,
		'case', (SELECT jsonb_build_object('id', k.id::text, 'number', k.number, 'title', k.title)
			FROM messaging.v_case AS k WHERE k.tenant = i.tenant AND k.id = i.case_id),
		'transcript', CASE WHEN i.ended_at IS NOT NULL THEN i.id::text END)
$$;
