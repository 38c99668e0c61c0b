-- session_event_state: what an event of a login keeps of its session: ids, states and times, no source and no device. Internal.
CREATE OR REPLACE FUNCTION presence.session_event_state(s presence.session)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('session', s.id::text, 'user', s.user_id::text, 'app', s.app, 'enrolling', s.enrolling,
		'opened_at', ops.rfc3339(s.opened_at), 'expires_at', ops.rfc3339(s.expires_at), 'ended_at', ops.rfc3339(s.revoked_at))
$$;
