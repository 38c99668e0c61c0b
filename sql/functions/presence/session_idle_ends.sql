-- session_idle_ends: when a session ends unless its person shows activity before; null: it does not idle. No idle time begins before the
-- organisation's setting changed (idle_at). STABLE, as adding an interval is, and of columns instead of rows: so it is inlined in session_find_2, which
-- every request may ask. Internal.
CREATE OR REPLACE FUNCTION presence.session_idle_ends(active_at timestamptz, opened_at timestamptz, idle_min integer, idle_at timestamptz)
RETURNS timestamptz
LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN idle_min > 0 THEN greatest(active_at, opened_at, idle_at) + idle_min * interval '1 minute' END $$;
