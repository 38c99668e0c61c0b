-- schedules_load: the schedules of all tenants or one ($1), and how far each is compiled.
-- flags: read
SELECT s.tenant, s.id, s.name, s.time_zone, routing.micros(s.compiled_to) / 1000 AS compiled_to_ms
FROM routing.schedule AS s
WHERE $1::bigint IS NULL OR s.tenant = $1
ORDER BY s.tenant, s.id
