-- user_find: who wants to log in, by username in any case, with the hash to check, the generation of the browsers that the account is
-- known on and the second factor's box; no row: nobody.
-- A letter that lower() makes one of A to Z, as the Kelvin sign, is none of them: presenced counts tries by these (core/login_name.c).
DROP FUNCTION IF EXISTS presence.user_find(text); -- it answered no second factor
CREATE OR REPLACE FUNCTION presence.user_find(username text)
RETURNS TABLE (tenant bigint, user_id bigint, name text, password_hash text, role text,
	has_seat boolean, has_work boolean, disabled boolean, factor bytea, factor_step bigint,
	now_s bigint, device_generation bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT u.tenant, u.id, u.name, u.password_hash, u.role, u.has_seat, u.has_work, u.disabled, f.secret, f.last_step,
		floor(extract(epoch FROM ops.clock()))::bigint, u.device_generation
	FROM directory.app_user AS u
	LEFT JOIN directory.second_factor AS f ON f.tenant = u.tenant AND f.user_id = u.id AND f.confirmed_at IS NOT NULL
	WHERE u.username = lower(user_find.username)
		AND regexp_replace(lower(user_find.username), '[^ -~]', '', 'g') = regexp_replace(lower(user_find.username COLLATE "C"), '[^ -~]', '', 'g')
$$;
