-- impossible: what can't be (RT-14).
-- flags: read
SELECT problem, tenant, agent, interaction, offer FROM routing.impossible(limit_ => $1::integer, tenants => $2::bigint[])
