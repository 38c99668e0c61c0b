-- sweep_rare: the same, of what is looked for less often.
-- flags: read
SELECT what, tenant, id, agent
FROM routing.sweep_rare(limit_ => $1::integer, tenants => $2::bigint[], answers => $3, overflows => $4)
