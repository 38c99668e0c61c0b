-- agents_list: the agent roster that the actor may see. A cursor that is none starts at the beginning.
-- flags: read
SELECT item, cursor
FROM presence.agents_list(tenant => $1, actor => $2, actor_role => $3,
	after => substring($4::text FROM '^[0-9]{1,18}$')::bigint, limit_ => $5::integer)
