-- tenants_load: all tenants with the revision of their configuration.
-- flags: read
SELECT t.id AS tenant, t.time_zone, COALESCE(r.revision, 0) AS revision
FROM directory.v_tenant AS t LEFT JOIN routing.revision AS r ON r.tenant = t.id
ORDER BY t.id
