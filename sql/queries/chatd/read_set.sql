-- read_set: an account has read an internal conversation up to a message.
-- Keys: as start; a room's own. Outcomes: ok, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.read_set(command => $1, fingerprint => $2, tenant => $3, account => $4, conversation => $5, seq => $6)
