-- location_set: an agent confirms where they are.
-- Keys: agent, command. Outcomes: ok, unknown_reference, address_changed.
SELECT outcome, body, news
FROM presence.location_set_2(command => $1, fingerprint => $2, tenant => $3, user_id => $4, session => $5, network => $6, place => $7, words => $8)
