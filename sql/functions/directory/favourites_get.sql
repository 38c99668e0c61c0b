-- favourites_get: the ids of one's favourites in one's own order, as far as one sees them now, with the version by which the
-- whole order is changed (CT-7).
CREATE OR REPLACE FUNCTION directory.favourites_get(tenant bigint, owner bigint, side text)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object(
		'version', COALESCE((SELECT c.favourites_version FROM directory.contact_choice AS c WHERE c.tenant = $1 AND c.owner = $2), 1)::text,
		'contacts', COALESCE((SELECT jsonb_agg(f.kind || ':' || f.ref ORDER BY f.n)
			FROM directory.contacts_liked($1, $2, directory.contact_sides($1, $3), '{user,service,external,personal}', NULL, 1000) WITH ORDINALITY AS f (kind, ref, cursor, n)), '[]'))
$$;
