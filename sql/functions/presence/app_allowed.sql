-- app_allowed: which login opens which app: the workspace needs a seat, Work a Work licence,
-- administration one of its roles.
CREATE OR REPLACE FUNCTION presence.app_allowed(app text, role text, has_seat boolean, has_work boolean)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE app
		WHEN 'workspace' THEN has_seat
		WHEN 'work' THEN has_work
		WHEN 'admin' THEN role IN ('supervisor', 'administrator', 'operator')
		ELSE false END
$$;
