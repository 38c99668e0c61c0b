-- apps_of: the apps that a user may log in to (app_allowed), what suits the role best first; none: an empty array.
CREATE OR REPLACE FUNCTION presence.apps_of(role text, has_seat boolean, has_work boolean)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE(jsonb_agg(a.app ORDER BY a.place), '[]')
	FROM unnest(CASE WHEN role = 'administrator' THEN ARRAY['workspace', 'admin', 'work'] ELSE ARRAY['workspace', 'work', 'admin'] END)
		WITH ORDINALITY AS a (app, place)
	WHERE presence.app_allowed(a.app, role, has_seat, has_work)
$$;
