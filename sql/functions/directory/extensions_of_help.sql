-- extensions_of_help: the extensions, at most ten, which dialled in a country call its emergency service (help_pattern): they were given before the
-- site was there, or came with a file. Null: none. Read.
CREATE OR REPLACE FUNCTION directory.extensions_of_help(tenant bigint, country text)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH head AS (SELECT '^(?:' || string_agg(h.head || CASE WHEN h.more THEN '' ELSE '$' END, '|') || ')' AS pattern
		FROM directory.emergency_heads() AS h WHERE h.country = $2)
	SELECT string_agg(e.extension, ', ' ORDER BY e.extension) FROM (
		SELECT x.extension FROM head AS h CROSS JOIN LATERAL (
			SELECT u.work_extension AS extension FROM directory.app_user AS u WHERE u.tenant = $1
			UNION ALL SELECT u.agent_extension FROM directory.app_user AS u WHERE u.tenant = $1
			UNION ALL SELECT s.extension FROM directory.service AS s WHERE s.tenant = $1) AS x
		WHERE x.extension ~ h.pattern ORDER BY 1 LIMIT 10) AS e
$$;
