-- schedules_load: the schedules of these tenants ($1), and how far each is compiled; under negative ids the
-- times of day of route rules.
-- flags: read
SELECT s.tenant, s.id, s.name, s.time_zone, routing.micros(s.compiled_to) / 1000 AS compiled_to_ms
FROM routing.schedule AS s
WHERE s.tenant = ANY ($1::bigint[])
UNION ALL
SELECT r.tenant, -r.id, NULL, NULL, routing.micros(r.compiled_to) / 1000
FROM routing.route_rule AS r
WHERE r.tenant = ANY ($1::bigint[]) AND r.conditions ? 'time'
ORDER BY 1, 2
