-- schedules_load: the schedules of all tenants or one ($1), and how far each is compiled; under negative ids the
-- times of day of route rules.
-- flags: read
SELECT s.tenant, s.id, s.name, s.time_zone, routing.micros(s.compiled_to) / 1000 AS compiled_to_ms
FROM routing.schedule AS s
WHERE $1::bigint IS NULL OR s.tenant = $1
UNION ALL
SELECT r.tenant, -r.id, NULL, NULL, routing.micros(r.compiled_to) / 1000
FROM routing.route_rule AS r
WHERE ($1::bigint IS NULL OR r.tenant = $1) AND r.conditions ? 'time'
ORDER BY 1, 2
