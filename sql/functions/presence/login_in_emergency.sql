-- login_in_emergency: whether the end of a session of an agent in an emergency (null: of all) is to be confirmed (EM-6): it logs the agent out, or
-- its page answers, so that it may be the one that has the call, or that a call back would reach.
CREATE OR REPLACE FUNCTION presence.login_in_emergency(tenant bigint, agent bigint, session bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	RETURN COALESCE(presence.emergency_locked(tenant, agent, at_now), false)
		AND EXISTS (SELECT FROM presence.session AS s WHERE s.tenant = login_in_emergency.tenant AND s.user_id = login_in_emergency.agent
			AND s.app = 'workspace' AND s.revoked_at IS NULL AND (login_in_emergency.session IS NULL OR s.id = login_in_emergency.session))
		AND (session IS NULL OR presence.login_live(tenant, session, at_now) OR NOT presence.logged_in_elsewhere(tenant, agent, session, at_now));
END $$;
