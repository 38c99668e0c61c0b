-- session_idle_at: after how many minutes without activity sessions of its organisation end (0: never), and when this one would
-- (session_idle_ends). Internal.
CREATE OR REPLACE FUNCTION presence.session_idle_at(s presence.session, OUT idle_min integer, OUT ends timestamptz)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	SELECT t.session_idle_min, presence.session_idle_ends(s.active_at, s.opened_at, t.session_idle_min, t.session_idle_at) INTO idle_min, ends
	FROM directory.tenant AS t WHERE t.id = s.tenant;
END $$;
