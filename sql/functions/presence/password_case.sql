-- password_case: what a new password of a user is judged by, and the hash of the present one; with
-- user_id null, of a user who is not there yet. No row: no such user. Read.
CREATE OR REPLACE FUNCTION presence.password_case(tenant bigint, user_id bigint)
RETURNS TABLE (username text, name text, password_hash text, password_min integer)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT u.username, u.name, u.password_hash, t.password_min::integer
	FROM directory.tenant AS t
	LEFT JOIN directory.app_user AS u ON u.tenant = t.id AND u.id = password_case.user_id
	WHERE t.id = password_case.tenant AND (password_case.user_id IS NULL OR u.id IS NOT NULL)
$$;
