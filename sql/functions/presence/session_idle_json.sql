-- session_idle_json: how long a session has until it ends by idle timeout, {idle_min, idle_left_s}; left null: it does not idle.
-- While its user is busy it is the whole time. Internal.
CREATE OR REPLACE FUNCTION presence.session_idle_json(s presence.session)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	t directory.tenant;
	ends timestamptz;
BEGIN
	SELECT * INTO t FROM directory.tenant AS x WHERE x.id = s.tenant;
	ends := presence.session_idle_ends(s.active_at, s.opened_at, t.session_idle_min, t.session_idle_at);
	IF ends <= at_now + presence.session_idle_margin() AND presence.session_busy(s.tenant, s.user_id, s.app, at_now) THEN
		ends := at_now + t.session_idle_min * interval '1 minute';
	END IF;
	RETURN jsonb_build_object('idle_min', t.session_idle_min, 'idle_left_s', greatest(ceil(extract(epoch FROM ends - at_now)), CASE WHEN ends IS NOT NULL THEN 0 END)::integer);
END $$;
