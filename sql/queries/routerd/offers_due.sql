-- offers_due: live offers whose end is due.
-- flags: read
SELECT tenant, offer, agent, interaction FROM routing.offers_due(limit_ => $1::integer, tenants => $2::bigint[])
