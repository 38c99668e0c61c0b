-- session_idle_sweep: judges one session by its last activity. One whose user is busy gets the whole idle time anew, so that its end never
-- comes at once with the end of the work; one that has idled for too long ends, as with a logout that gives open work back.
-- Looks again under the user's key: activity that committed first wins. Keys: agent (the user's id). Outcomes: ok, unchanged.
CREATE OR REPLACE FUNCTION presence.session_idle_sweep(tenant bigint, session bigint)
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
	SELECT * INTO s FROM presence.session AS x WHERE x.tenant = session_idle_sweep.tenant AND x.id = session_idle_sweep.session;
	IF s.id IS NULL THEN
		RETURN ops.answer(mark, 'unchanged', NULL);
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, s.user_id::text));
	END IF;
	at_now := ops.clock();
	idle := presence.session_idle_at(s);
	IF s.revoked_at IS NOT NULL OR s.expires_at <= at_now OR idle.ends IS NULL OR idle.ends > at_now + presence.session_idle_margin() THEN
		RETURN ops.answer(mark, 'unchanged', NULL);
	ELSIF presence.session_busy(s.tenant, s.user_id, s.app, at_now) THEN
		UPDATE presence.session AS x SET active_at = at_now WHERE x.tenant = session_idle_sweep.tenant AND x.id = session_idle_sweep.session;
		RETURN ops.answer(mark, 'ok', NULL);
	ELSIF idle.ends > at_now THEN
		RETURN ops.answer(mark, 'unchanged', NULL);
	END IF;
	UPDATE presence.session AS x SET idled_min = idle.idle_min
	WHERE x.tenant = session_idle_sweep.tenant AND x.id = session_idle_sweep.session;
	PERFORM ops.audit_add(tenant, s.user_id, 'rule', 'session_idle', 7, session, jsonb_build_object('app', s.app, 'idle_min', idle.idle_min,
		'active_at', ops.rfc3339(greatest(s.active_at, s.opened_at))));
	PERFORM presence.logins_end(tenant, s.user_id, NULL, session, 'rule', NULL, 'session_idle');
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
