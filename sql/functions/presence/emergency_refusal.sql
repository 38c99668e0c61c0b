-- emergency_refusal: what who is refused by an emergency is told: the phase, and until when the lock lasts; null: a call
-- still goes on, five minutes from whose end.
CREATE OR REPLACE FUNCTION presence.emergency_refusal(tenant bigint, agent bigint, at_time timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	e presence.emergency := presence.emergency_now(tenant, agent, at_time);
BEGIN
	RETURN jsonb_build_object('phase', e.phase, 'locked_until', ops.rfc3339(e.lock_ends_at));
END $$;
