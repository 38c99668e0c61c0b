-- second_factor_case: what a user's second factor is judged and shown by. No row: no such user. Read.
DROP FUNCTION IF EXISTS presence.second_factor_case(bigint, bigint);
CREATE OR REPLACE FUNCTION presence.second_factor_case(tenant bigint, user_id bigint)
RETURNS TABLE (username text, tenant_name text, password_hash text, secret bytea, confirmed boolean, last_step bigint,
	wait_ms bigint, required boolean, recovery_left bigint, now_s bigint, keys bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT u.username, t.name, u.password_hash, f.secret, f.confirmed_at IS NOT NULL, COALESCE(f.last_step, 0),
		CASE WHEN f.user_id IS NULL THEN 0 ELSE presence.second_factor_wait(f) END, u.role = ANY (t.second_factor_roles),
		(SELECT count(*) FROM directory.recovery_code AS k WHERE k.tenant = u.tenant AND k.user_id = u.id AND k.used_at IS NULL),
		floor(extract(epoch FROM ops.clock()))::bigint, (presence.factors_of(u.tenant, u.id)).keys
	FROM directory.app_user AS u
	JOIN directory.tenant AS t ON t.id = u.tenant
	LEFT JOIN directory.second_factor AS f ON f.tenant = u.tenant AND f.user_id = u.id
	WHERE u.tenant = second_factor_case.tenant AND u.id = second_factor_case.user_id;
END $$;
