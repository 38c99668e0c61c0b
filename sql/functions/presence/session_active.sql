-- session_active: notes that the user of a session is active. Written at most once a minute, and nothing else hangs on it: no version, no event.
-- A session that has idled for too long comes back by a login only, also before the sweep has ended it. Keys: agent (the user's id).
-- Outcomes: ok (body: session_idle_json), session_ended.
CREATE OR REPLACE FUNCTION presence.session_active(tenant bigint, session bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz;
	s presence.session;
	idle record;
BEGIN
	SELECT * INTO s FROM presence.session AS x WHERE x.tenant = session_active.tenant AND x.id = session_active.session;
	IF s.id IS NULL THEN
		RETURN ops.answer(mark, 'session_ended', NULL);
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, s.user_id::text));
	END IF;
	at_now := ops.clock();
	idle := presence.session_idle_at(s);
	IF s.revoked_at IS NOT NULL OR s.expires_at <= at_now
		OR (idle.ends <= at_now AND NOT presence.session_busy(s.tenant, s.user_id, s.app, at_now)) THEN
		RETURN ops.answer(mark, 'session_ended', NULL);
	END IF;
	IF greatest(s.active_at, s.opened_at) <= at_now - interval '1 minute' THEN
		UPDATE presence.session AS x SET active_at = at_now WHERE x.tenant = session_active.tenant AND x.id = session_active.session;
		s.active_at := at_now;
	END IF;
	RETURN ops.answer(mark, 'ok', presence.session_idle_json(s));
END $$;
