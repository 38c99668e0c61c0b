-- call_json: a row of a call log without its card. Internal.
CREATE OR REPLACE FUNCTION voice.call_json(l voice.call_log)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', l.id::text, 'direction', l.direction, 'missed', COALESCE(l.missed, false),
		'state', CASE
			WHEN l.ended_at IS NULL THEN CASE WHEN l.answered_at IS NULL THEN 'ringing' ELSE 'talking' END
			WHEN l.missed THEN 'missed'
			WHEN l.answered_at IS NOT NULL THEN 'answered'
			WHEN l.cause = 'elsewhere' THEN 'answered_elsewhere'
			WHEN l.cause = 'declined' AND l.direction = 'in' THEN 'declined'
			ELSE 'not_answered' END,
		'cause', l.cause, 'number', l.number, 'began_at', ops.rfc3339(l.began_at), 'answered_at', ops.rfc3339(l.answered_at),
		'ended_at', ops.rfc3339(l.ended_at), 'given', l.given, 'given_by', CASE WHEN l.given_by IS NOT NULL THEN jsonb_build_object('id', l.given_by::text,
			'name', (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = l.tenant AND u.id = l.given_by)) END,
		'duration_ms', (extract(epoch FROM l.ended_at - l.answered_at) * 1000)::bigint);
END $$;
