-- wrap_due: wrap-ups whose time is over.
-- flags: read
SELECT tenant, interaction, agent FROM routing.wrap_due(limit_ => $1::integer, tenants => $2::bigint[])
