-- emergency_lock_event: what the end of a lock is to an agent: who is logged out is not asked what to do now.
CREATE OR REPLACE FUNCTION presence.emergency_lock_event(tenant bigint, agent bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN (SELECT a.chosen FROM presence.agent_status AS a WHERE a.tenant = emergency_lock_event.tenant
		AND a.agent = emergency_lock_event.agent) = 'logged_out' THEN 'lock_end_away' ELSE 'lock_end' END;
END $$;
