-- import_country: the country in which national numbers of imported contacts and of address books are read: that of the user's site, else the tenant's
-- default_country, else country_home. Dialling and emergency calls use country_home alone. Null: unknown.
CREATE OR REPLACE FUNCTION directory.import_country(tenant bigint, viewer bigint)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE(
		(SELECT s.country FROM directory.app_user AS u JOIN directory.site AS s ON s.tenant = u.tenant AND s.id = u.site_id
			WHERE u.tenant = $1 AND u.id = $2),
		(SELECT t.default_country FROM directory.tenant AS t WHERE t.id = $1),
		directory.country_home($1, $2))
$$;
