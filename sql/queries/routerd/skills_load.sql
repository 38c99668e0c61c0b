-- skills_load: the skills of these tenants ($1).
-- flags: read
SELECT s.tenant, s.id, s.name
FROM routing.skill AS s
WHERE s.tenant = ANY ($1::bigint[])
ORDER BY s.tenant, s.id
