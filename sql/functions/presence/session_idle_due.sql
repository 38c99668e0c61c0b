-- session_idle_due: sessions that have idled for too long, and those near it whose user is busy: give each to session_idle_sweep. Read.
CREATE OR REPLACE FUNCTION presence.session_idle_due(limit_ integer)
RETURNS TABLE (tenant bigint, session bigint, user_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	IF NOT EXISTS (SELECT FROM directory.tenant AS t WHERE t.session_idle_min > 0) THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT s.tenant, s.id, s.user_id
	FROM directory.tenant AS t
	JOIN presence.session AS s ON s.tenant = t.id AND s.revoked_at IS NULL AND s.expires_at > at_now AND NOT s.enrolling
	WHERE t.session_idle_min > 0 AND CASE WHEN presence.session_idle_ends(s.active_at, s.opened_at, t.session_idle_min, t.session_idle_at) <= at_now THEN true
		WHEN presence.session_idle_ends(s.active_at, s.opened_at, t.session_idle_min, t.session_idle_at) <= at_now + presence.session_idle_margin() THEN presence.session_busy(s.tenant, s.user_id, s.app, at_now)
		ELSE false END
	ORDER BY greatest(s.active_at, s.opened_at) LIMIT limit_;
END $$;
