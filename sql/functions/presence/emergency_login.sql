-- emergency_login: who logs in during an emergency goes on with it (a lock in Work Offline), and this login lasts as long.
-- Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_login(tenant bigint, agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	e presence.emergency := presence.emergency_stored(tenant, agent, ops.clock());
BEGIN
	IF e.phase <> 'normal' THEN
		UPDATE presence.emergency AS x SET session_ends_at = presence.sessions_prolong(e)
		WHERE x.tenant = e.tenant AND x.agent = e.agent;
	END IF;
END $$;
