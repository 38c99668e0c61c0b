-- session_idle_ends: when a session ends unless its person shows activity before; null: it does not idle. No idle time begins before the
-- organisation's setting changed. Internal.
CREATE OR REPLACE FUNCTION presence.session_idle_ends(s presence.session, t directory.tenant)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN t.session_idle_min > 0
		THEN greatest(s.active_at, s.opened_at, t.session_idle_at) + t.session_idle_min * interval '1 minute' END
$$;
