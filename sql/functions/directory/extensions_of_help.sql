-- extensions_of_help: the extensions, at most ten, which dialled in a country call its emergency service (help_pattern): they were given before a
-- site was there, or a number was added. Null: none. Read.
CREATE OR REPLACE FUNCTION directory.extensions_of_help(tenant bigint, country text)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT string_agg(e.extension, ', ' ORDER BY e.extension) FROM (
		SELECT DISTINCT x.extension FROM (
			SELECT u.work_extension AS extension FROM directory.app_user AS u WHERE u.tenant = $1
			UNION ALL SELECT u.agent_extension FROM directory.app_user AS u WHERE u.tenant = $1
			UNION ALL SELECT s.extension FROM directory.service AS s WHERE s.tenant = $1) AS x
		WHERE x.extension ~ (SELECT directory.help_pattern($1, ARRAY[$2])) ORDER BY 1 LIMIT 10) AS e
$$;
