-- status_codes: the tenant's reasons by status, and the statuses that need one.
CREATE OR REPLACE FUNCTION presence.status_codes(tenant bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object(
		'data', COALESCE((
			SELECT jsonb_agg(jsonb_build_object('id', c.id::text, 'status', c.status, 'name', c.name) ORDER BY c.status, c.name)
			FROM directory.status_code AS c
			WHERE c.tenant = status_codes.tenant AND NOT c.disabled), '[]'),
		'next_cursor', NULL,
		'required', COALESCE((
			SELECT jsonb_agg(r.status ORDER BY r.status)
			FROM directory.status_rule AS r
			WHERE r.tenant = status_codes.tenant AND r.code_required), '[]'))
$$;
