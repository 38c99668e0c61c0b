-- location_get: where an agent is, as it would go with an emergency call.
-- flags: read
SELECT presence.location_get(tenant => $1, user_id => $2, network => $3) AS location
