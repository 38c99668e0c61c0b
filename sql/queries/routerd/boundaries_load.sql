-- boundaries_load: the schedules' UTC boundaries, compiled from the day before the compilation
-- for 400 days, of these tenants ($1).
-- flags: read
SELECT b.tenant, b.schedule, routing.micros(b.at) / 1000 AS at_ms, b.open
FROM routing.schedule_boundary AS b
WHERE b.tenant = ANY ($1::bigint[])
ORDER BY b.tenant, b.schedule, b.at
