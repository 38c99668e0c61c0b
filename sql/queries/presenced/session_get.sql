-- session_get: a session as the API shows it; null: no such session.
-- flags: read
SELECT presence.session_get(tenant => $1, session => $2) AS body
