-- consults_due: interactions with a consult that is over.
-- flags: read
SELECT tenant, interaction FROM routing.consults_due(limit_ => $1::integer, tenants => $2::bigint[])
