-- sites_of_help: the sites where one of these extensions calls the emergency service (help_pattern, by the site's country). Read.
CREATE OR REPLACE FUNCTION directory.sites_of_help(tenant bigint, VARIADIC extensions text[])
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF array_remove(extensions, NULL) = '{}' THEN
		RETURN;
	END IF;
	RETURN QUERY SELECT s.id FROM directory.site AS s
	JOIN (SELECT DISTINCT o.country FROM directory.site AS o WHERE o.tenant = $1) AS c USING (country)
	CROSS JOIN LATERAL (SELECT directory.help_pattern($1, ARRAY[c.country]) AS help) AS p
	WHERE s.tenant = $1 AND EXISTS (SELECT FROM unnest($2) AS e (extension) WHERE e.extension ~ p.help);
END $$;
