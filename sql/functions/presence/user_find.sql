-- user_find: who wants to log in, by username in any case, with the hash to check; no row: nobody.
CREATE OR REPLACE FUNCTION presence.user_find(username text)
RETURNS TABLE (tenant bigint, user_id bigint, name text, password_hash text, role text,
	has_seat boolean, has_work boolean, disabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT u.tenant, u.id, u.name, u.password_hash, u.role, u.has_seat, u.has_work, u.disabled
	FROM directory.app_user AS u
	WHERE u.username = lower(user_find.username)
$$;
