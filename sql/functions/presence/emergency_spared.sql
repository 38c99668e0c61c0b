-- emergency_spared: whether a missed or rejected offer has no penalty now: while the status is locked, and while a call back
-- rings (EM-1).
CREATE OR REPLACE FUNCTION presence.emergency_spared(tenant bigint, agent bigint, at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN presence.emergency_locked(tenant, agent, at_time) OR EXISTS (SELECT FROM presence.emergency_call AS c
		WHERE c.tenant = emergency_spared.tenant AND c.agent = emergency_spared.agent AND c.call_back
			AND c.answered_at IS NULL AND c.ended_at IS NULL);
END $$;
