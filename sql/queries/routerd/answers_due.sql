-- answers_due: chats whose agent has not answered within the queue's limit.
-- flags: read
SELECT tenant, interaction FROM routing.answers_due(limit_ => $1::integer, tenants => $2::bigint[])
