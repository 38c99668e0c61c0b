-- schedules_compile: local hours of a tenant's schedules into UTC boundaries for 400 days; answers how many.
-- Keys: config (thing "").
SELECT routing.schedules_compile(tenant => $1) AS compiled
