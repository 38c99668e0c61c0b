-- location_set: an agent confirms where they are.
-- Keys: agent, command. Outcomes: ok, unknown_reference.
SELECT outcome, body, news
FROM presence.location_set(command => $1, fingerprint => $2, tenant => $3, user_id => $4, session => $5, network => $6, place => $7)
