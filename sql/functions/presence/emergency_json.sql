-- emergency_json: an agent's emergency as the API shows it, judged by the clock.
CREATE OR REPLACE FUNCTION presence.emergency_json(tenant bigint, agent bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	e presence.emergency := presence.emergency_now(tenant, agent, ops.clock());
BEGIN
	RETURN jsonb_build_object('phase', e.phase, 'since', ops.rfc3339(e.since), 'lock_ends_at', ops.rfc3339(e.lock_ends_at),
		'session_ends_at', ops.rfc3339(e.session_ends_at), 'had_interactions', e.had_interactions, 'call', e.call,
		'number', e.number, 'answered_at', ops.rfc3339(e.answered_at), 'version', e.version::text);
END $$;
