-- contact_site_changed: trigger of sites: people and services are found by their site's name.
CREATE OR REPLACE FUNCTION directory.contact_site_changed()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM directory.contact_index(x.tenant, x.kind, array_agg(x.id))
	FROM made AS m JOIN former AS f ON f.tenant = m.tenant AND f.id = m.id AND f.name <> m.name
	CROSS JOIN LATERAL (SELECT u.tenant, 'user', u.id FROM directory.app_user AS u WHERE u.tenant = m.tenant AND u.site_id = m.id
		UNION ALL SELECT s.tenant, 'service', s.id FROM directory.service AS s WHERE s.tenant = m.tenant AND s.site_id = m.id) AS x (tenant, kind, id)
	GROUP BY x.tenant, x.kind;
	RETURN NULL;
END $$;
