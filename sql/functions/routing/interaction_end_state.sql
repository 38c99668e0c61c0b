-- interaction_end_state: the part of an interaction's state that its end brings.
CREATE OR REPLACE FUNCTION routing.interaction_end_state(i routing.interaction, wrap_extend boolean)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	linked jsonb;
	result jsonb;
BEGIN
	IF i.case_id IS NOT NULL THEN
		linked := (SELECT jsonb_build_object('id', k.id::text, 'number', k.number, 'title', k.title)
			FROM messaging.v_case AS k WHERE k.tenant = i.tenant AND k.id = i.case_id);
	END IF;
	result := jsonb_build_object('wrap_until', CASE WHEN i.state = 'wrap_up' THEN ops.rfc3339(i.wrap_until) END,
		'wrap_extend', wrap_extend, 'note', i.note, 'case', linked, 'disposition', routing.disposition_json(i),
		'transcript', CASE WHEN i.ended_at IS NOT NULL THEN i.id::text END);
	IF i.state = 'wrap_up' AND i.disposition IS NULL AND routing.disposition_required(i.tenant, i.queue) THEN
		result := result || '{"disposition_required": true}';
	ELSIF i.disposition_missing THEN
		result := result || '{"disposition_missing": true}';
	END IF;
	RETURN result;
END $$;
