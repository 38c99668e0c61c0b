-- agent_chats_list: agent chats of those whom somebody supervises.
-- flags: read
SELECT item, cursor
FROM messaging.agent_chats_list(tenant => $1, actor => $2, actor_role => $3, state => $4, after => $5, limit_ => $6::integer)
