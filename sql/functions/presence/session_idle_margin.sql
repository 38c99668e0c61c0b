-- session_idle_margin: the least that a session has left when its user stops being busy: the page warns a minute before the end.
CREATE OR REPLACE FUNCTION presence.session_idle_margin()
RETURNS interval
LANGUAGE sql IMMUTABLE
AS $$ SELECT interval '2 minutes' $$;
