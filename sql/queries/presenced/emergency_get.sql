-- emergency_get: an agent's emergency; null: no such agent.
-- flags: read
SELECT presence.emergency_get(tenant => $1, agent => $2) AS emergency
