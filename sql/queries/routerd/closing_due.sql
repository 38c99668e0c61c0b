-- closing_due: what waits in queues that are closed now.
-- flags: read
SELECT tenant, interaction, conversation, queue, closing FROM routing.closing_due(limit_ => $1::integer, tenants => $2::bigint[])
