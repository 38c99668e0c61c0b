-- sweep_due: what no news told and time has made due, by what it is.
-- flags: read
SELECT what, tenant, id, agent
FROM routing.sweep_due(limit_ => $1::integer, tenants => $2::bigint[])
