-- overflow_due: what waits in queues and overflows.
-- flags: read
SELECT tenant, interaction, cause FROM routing.overflow_due(limit_ => $1::integer, tenants => $2::bigint[])
