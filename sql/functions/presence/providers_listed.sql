-- providers_listed: the identity providers that a login page shows to everybody. Of an installation of one tenant
-- alone: else one tenant's buttons would stand on the others' page, under names of its choice. Read.
CREATE OR REPLACE FUNCTION presence.providers_listed()
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('data', COALESCE(jsonb_agg(jsonb_build_object('slug', p.slug, 'name', p.name) ORDER BY p.name, p.slug), '[]'),
		'next_cursor', NULL)
	FROM (SELECT x.slug, x.name FROM directory.identity_provider AS x WHERE x.listed AND NOT x.disabled
			AND (SELECT count(*) FROM (SELECT FROM directory.tenant LIMIT 2) AS t) = 1
		ORDER BY x.name, x.slug LIMIT 50) AS p
$$;
