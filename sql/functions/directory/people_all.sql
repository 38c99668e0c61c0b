-- people_all: one user's own contacts as lines of JSON, to be written into a file. Read.
CREATE OR REPLACE FUNCTION directory.people_all(tenant bigint, owner bigint)
RETURNS TABLE (items text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE(jsonb_agg(h.item ORDER BY h.item ->> 'name', h.id), '[]')::text FROM directory.people_held($1, $2) AS h
$$;
