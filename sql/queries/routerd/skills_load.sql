-- skills_load: the skills of all tenants or one ($1).
-- flags: read
SELECT s.tenant, s.id, s.name
FROM routing.skill AS s
WHERE $1::bigint IS NULL OR s.tenant = $1
ORDER BY s.tenant, s.id
