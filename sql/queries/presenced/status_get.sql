-- status_get: the agent's frame; null: no such agent.
-- flags: read
SELECT presence.status_get(tenant => $1, agent => $2) AS frame
