-- installation_tenant: in whose audit log stands what concerns no tenant, as logins with names that nobody has: the first one that has
-- an operator of the installation, else the only one there is, else 0, which no API shows.
CREATE OR REPLACE FUNCTION presence.installation_tenant()
RETURNS bigint
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE((SELECT min(u.tenant) FROM directory.app_user AS u WHERE u.role = 'operator' AND NOT u.disabled),
		(SELECT max(t.id) FROM (SELECT x.id FROM directory.tenant AS x LIMIT 2) AS t HAVING count(*) = 1), 0)
$$;
