-- recount_due: counts yesterday anew of at most $1 tenants whose day is due; answers the differences; -1: another one is at it.
SELECT routing.recount_due(limit_ => $1::integer) AS differences
