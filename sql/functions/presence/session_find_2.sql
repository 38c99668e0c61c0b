-- session_find_2: whom a token or an API key belongs to, by its SHA-256; no row: nobody, or no longer.
-- Hot: every daemon asks, and keeps the answer for 5 s at most (consistency.md, 19). An API key has
-- app 'api', role 'integrator', session = the key's id and no user; use_due: its last use was noted
-- a minute ago or earlier, directory.api_key_used is to be called.
-- scopes: of an API key its scopes, of a session its user's permissions (daemons of the release before read it, of keys alone).
-- A session of the app Work has the role 'work', whatever its user's is (common/auth, ROLE_WORK).
-- idle_min: the minutes without activity after which the organisation ends sessions, 0: never. idled_min: this one has ended so, after
-- that many, and can only tell why; also before session_idle_sweep has ended it. Who sets up a second factor at login does not idle.
-- plpgsql keeps its plan for the session; an SQL function is planned at each call (30 µs against 200).
CREATE OR REPLACE FUNCTION presence.session_find_2(token_hash bytea)
RETURNS TABLE (tenant bigint, session bigint, user_id bigint, role text, app text, name text, has_seat boolean,
	has_work boolean, scopes text[], expires_at timestamptz, use_due boolean, idle_min integer, idled_min integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	RETURN QUERY
	SELECT s.tenant, s.id, s.user_id, CASE WHEN s.enrolling THEN 'enrolling' WHEN s.app = 'work' THEN 'work' ELSE u.role END, s.app, u.name, u.has_seat, u.has_work, directory.permissions_of(s.tenant, s.user_id), s.expires_at,
		false, t.session_idle_min,
		CASE WHEN s.idled_min IS NOT NULL THEN s.idled_min
			WHEN NOT s.enrolling AND presence.session_idle_ends(s.active_at, s.opened_at, t.session_idle_min, t.session_idle_at) <= at_now THEN CASE WHEN NOT presence.session_busy(s.tenant, s.user_id, s.app, at_now) THEN t.session_idle_min END END
	FROM presence.session AS s
	JOIN directory.app_user AS u ON u.tenant = s.tenant AND u.id = s.user_id
	JOIN directory.tenant AS t ON t.id = s.tenant
	WHERE s.token_hash = session_find_2.token_hash AND (s.revoked_at IS NULL OR s.idled_min IS NOT NULL)
		AND s.expires_at > at_now AND NOT u.disabled
	UNION ALL
	SELECT k.tenant, k.id, NULL, 'integrator', 'api', k.name, false, false, k.scopes, k.expires_at,
		directory.api_key_use_due(k.last_used_at), 0, NULL
	FROM directory.api_key AS k
	WHERE k.key_hash = session_find_2.token_hash
		AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at_now);
END $$;
