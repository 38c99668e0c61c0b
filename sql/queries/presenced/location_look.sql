-- location_look: an agent's page has begun, or believes that the network has changed.
-- Keys: agent, command. Outcomes: ok, unchanged.
SELECT outcome, body, news
FROM presence.location_look(command => $1, fingerprint => $2, tenant => $3, user_id => $4, session => $5, network => $6, moved => $7)
