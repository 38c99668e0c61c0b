-- lint_users: what can't work of these users, or with null of all (lint). Read.
CREATE OR REPLACE FUNCTION routing.lint_users(tenant bigint, users bigint[])
RETURNS TABLE (kind text, resource text, id bigint, words text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	-- Whom a file or an identity provider brought (SP-2).
	SELECT 'user_incomplete', 'user', u.id, format('The user "%s" has no %s.', u.username, concat_ws(', no ', CASE WHEN u.first_name = '' THEN 'first name' END,
		CASE WHEN u.last_name = '' THEN 'last name' END, CASE WHEN u.email IS NULL THEN 'e-mail address' END, CASE WHEN u.site_id IS NULL THEN 'site' END))
	FROM directory.v_user AS u
	WHERE u.tenant = $1 AND (users IS NULL OR u.id = ANY (users)) AND NOT u.disabled AND u.role <> 'operator'
		AND (u.first_name = '' OR u.last_name = '' OR u.email IS NULL OR u.site_id IS NULL)
	UNION ALL
	SELECT 'email_shared', 'user', u.id, format('The user "%s" has the e-mail address of "%s", too: %s.', u.username, o.username, u.email)
	FROM directory.v_user AS u CROSS JOIN LATERAL (SELECT v.username FROM directory.v_user AS v
		WHERE v.tenant = u.tenant AND lower(v.email) = lower(u.email) AND v.id <> u.id ORDER BY v.id LIMIT 1) AS o
	WHERE u.tenant = $1 AND (users IS NULL OR u.id = ANY (users))
	UNION ALL
	SELECT 'phone_forbidden', 'user', u.id, format('Calls for %s do not reach %s %s. %s', u.name, f.what, f.number, w.words)
	FROM directory.v_user AS u
	CROSS JOIN LATERAL (VALUES ('their Workplace Phone', CASE WHEN u.phone_mode = 'forward' THEN u.workplace_phone END),
		('the number that Work forwards to,', CASE WHEN u.forward_then = 'number' THEN u.forward_number END)) AS f (what, number)
	CROSS JOIN LATERAL (SELECT voice.dial_forbidden(u.tenant, u.site_id, directory.country_home(u.tenant, u.id), f.number) AS words) AS w
	WHERE u.tenant = $1 AND (users IS NULL OR u.id = ANY (users)) AND NOT u.disabled
		AND (u.phone_mode = 'forward' OR u.forward_then = 'number') AND f.number IS NOT NULL AND w.words IS NOT NULL
$$;
