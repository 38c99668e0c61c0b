-- country_home: in which country a user writes numbers: that of their site, else of the tenant's first site, else of its
-- first SMS channel. Null: nobody knows.
CREATE OR REPLACE FUNCTION directory.country_home(tenant bigint, viewer bigint)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE(
		(SELECT s.country FROM directory.app_user AS u JOIN directory.site AS s ON s.tenant = u.tenant AND s.id = u.site_id
			WHERE u.tenant = $1 AND u.id = $2),
		(SELECT s.country FROM directory.site AS s WHERE s.tenant = $1 ORDER BY s.id LIMIT 1),
		sms.country_home($1))
$$;
