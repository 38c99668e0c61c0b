-- session_idle_json: how long a session has until it ends by idle timeout, {idle_min, idle_left_s}; left null: it does not idle.
-- While its user is busy it is the whole time. Internal.
CREATE OR REPLACE FUNCTION presence.session_idle_json(s presence.session)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	idle record := presence.session_idle_at(s);
	ends timestamptz := idle.ends;
BEGIN
	IF ends <= at_now + presence.session_idle_margin() AND presence.session_busy(s.tenant, s.user_id, s.app, at_now) THEN
		ends := at_now + idle.idle_min * interval '1 minute';
	END IF;
	RETURN jsonb_build_object('idle_min', idle.idle_min, 'idle_left_s', greatest(ceil(extract(epoch FROM ends - at_now)), CASE WHEN ends IS NOT NULL THEN 0 END)::integer);
END $$;
