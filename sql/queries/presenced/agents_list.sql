-- agents_list: the agent roster that the actor may see.
-- flags: read
SELECT item, cursor
FROM presence.agents_list(tenant => $1, actor => $2, actor_role => $3,
	after => $4::text::bigint, limit_ => $5::integer)
