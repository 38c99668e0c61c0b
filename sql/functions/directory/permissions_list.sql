-- permissions_list: the permissions that roles consist of, as the API has them. Read.
CREATE OR REPLACE FUNCTION directory.permissions_list()
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('data', jsonb_agg(jsonb_build_object('id', p.name, 'roles', to_jsonb(p.holders), 'words', p.words) ORDER BY p.name), 'next_cursor', NULL)
	FROM directory.permissions() AS p
$$;
