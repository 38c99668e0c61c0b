-- providers_listed: the identity providers that a login page shows to everybody. Read.
CREATE OR REPLACE FUNCTION presence.providers_listed()
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('data', COALESCE(jsonb_agg(jsonb_build_object('slug', p.slug, 'name', p.name) ORDER BY p.name, p.slug), '[]'),
		'next_cursor', NULL)
	FROM (SELECT x.slug, x.name FROM directory.identity_provider AS x WHERE x.listed AND NOT x.disabled
		ORDER BY x.name, x.slug LIMIT 50) AS p
$$;
