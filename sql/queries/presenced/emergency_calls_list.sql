-- emergency_calls_list: emergency calls of the agents whom the actor leads.
-- flags: read
SELECT item, cursor
FROM presence.emergency_calls_list(tenant => $1, actor => $2, actor_role => $3, after => $4::text::bigint, limit_ => $5::integer)
