-- permissions_of: the permissions of a user: those of the role of their kind, and of the role of their group. Read; hot: each daemon asks with a
-- session (presence.session_find_2).
CREATE OR REPLACE FUNCTION directory.permissions_of(tenant bigint, user_id bigint)
RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	kind text;
	of_group bigint;
BEGIN
	SELECT u.role, g.role_id INTO kind, of_group
	FROM directory.app_user AS u LEFT JOIN directory.agent_group AS g ON g.tenant = u.tenant AND g.id = u.group_id
	WHERE u.tenant = permissions_of.tenant AND u.id = permissions_of.user_id;
	RETURN ARRAY(SELECT p.name FROM directory.permissions() AS p
		WHERE kind = ANY (p.holders) AND EXISTS (SELECT FROM directory.role AS r
			WHERE r.tenant = permissions_of.tenant AND (r.user_role = kind OR r.id = of_group) AND p.name = ANY (r.permissions))
		ORDER BY p.name);
END $$;
