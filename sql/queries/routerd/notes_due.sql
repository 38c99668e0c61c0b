-- notes_due: interactions that went back and whose note is not written yet.
-- flags: read
SELECT tenant, interaction FROM routing.notes_due(limit_ => $1::integer, tenants => $2::bigint[])
