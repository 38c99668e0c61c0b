-- session_idle_get: how long a session has until it ends by idle timeout.
-- flags: read
SELECT presence.session_idle_get(tenant => $1, session => $2) AS body
