-- roles_with: the kinds of users whose role has a permission.
CREATE OR REPLACE FUNCTION directory.roles_with(tenant bigint, permission text)
RETURNS text[]
LANGUAGE sql STABLE
AS $$
	SELECT ARRAY(SELECT r.user_role FROM directory.role AS r WHERE r.tenant = $1 AND $2 = ANY (r.permissions) AND r.user_role IS NOT NULL
		ORDER BY array_position('{agent,supervisor,administrator}', r.user_role))
$$;
