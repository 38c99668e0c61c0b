-- session_idle_get: how long a session has until it ends for want of activity.
-- flags: read
SELECT presence.session_idle_get(tenant => $1, session => $2) AS body
