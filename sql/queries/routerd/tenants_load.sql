-- tenants_load: these tenants ($1) with the revision of their configuration.
-- flags: read
SELECT t.id AS tenant, t.time_zone, COALESCE(r.revision, 0) AS revision
FROM directory.v_tenant AS t LEFT JOIN routing.revision AS r ON r.tenant = t.id
WHERE t.id = ANY ($1::bigint[])
ORDER BY t.id
