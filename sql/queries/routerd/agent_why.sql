-- agent_why: why an agent gets nothing.
-- flags: read
SELECT body FROM routing.agent_why(tenant => $1, id => $2, actor => $3, actor_role => $4)
