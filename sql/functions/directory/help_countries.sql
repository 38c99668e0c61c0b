-- help_countries: the countries where a tenant's people dial. Read.
CREATE OR REPLACE FUNCTION directory.help_countries(tenant bigint)
RETURNS text[]
LANGUAGE sql STABLE
AS $$
	SELECT ARRAY(SELECT s.country FROM directory.site AS s WHERE s.tenant = $1 UNION SELECT directory.country_home($1, NULL))
$$;
