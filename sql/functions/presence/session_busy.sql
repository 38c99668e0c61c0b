-- session_busy: whether a session's user serves somebody, and so is not idle whatever they do: in the workspace an interaction (wrap-up
-- included, and those they are consulted on) or an emergency, on the workspace's and Work's page a call. Internal.
CREATE OR REPLACE FUNCTION presence.session_busy(tenant bigint, user_id bigint, app text, at_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF app = 'workspace' AND (
		EXISTS (SELECT FROM routing.v_open AS o WHERE o.tenant = session_busy.tenant AND o.agent = session_busy.user_id AND o.state IN ('assigned', 'wrap_up'))
		OR EXISTS (SELECT FROM routing.v_consult AS c WHERE c.tenant = session_busy.tenant AND c.agent = session_busy.user_id)
		OR COALESCE(presence.emergency_locked(tenant, user_id, at_now), false)) THEN
		RETURN true;
	END IF;
	RETURN app IN ('workspace', 'work')
		AND EXISTS (SELECT FROM voice.v_talker AS v WHERE v.tenant = session_busy.tenant AND v.user_id = session_busy.user_id);
END $$;
