-- personal_contact_get: one's own personal contact; null: one has none of this id, whoever else may.
CREATE OR REPLACE FUNCTION directory.personal_contact_get(tenant bigint, owner bigint, id bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT directory.personal_contact_json(p) FROM directory.personal_contact AS p WHERE p.tenant = $1 AND p.owner = $2 AND p.id = $3
$$;
