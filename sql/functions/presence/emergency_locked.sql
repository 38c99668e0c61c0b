-- emergency_locked: whether an emergency locks the agent's status at a time (EM-1, EM-6).
CREATE OR REPLACE FUNCTION presence.emergency_locked(tenant bigint, agent bigint, at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT p.locked FROM presence.emergency_phase AS p
		WHERE p.phase = (presence.emergency_now(tenant, agent, at_time)).phase);
END $$;
