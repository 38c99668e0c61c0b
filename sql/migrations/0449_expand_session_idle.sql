-- expand: an organisation ends sessions that show no sign of their person (docs/decisions/0109-idle-sessions.md).
SET LOCAL ROLE own_presence;
-- session_idle_at: when session_idle_min changed last; no idle time begins before it.
ALTER TABLE directory.tenant ADD COLUMN session_idle_min integer NOT NULL DEFAULT 0, ADD COLUMN session_idle_at timestamptz;
ALTER TABLE directory.tenant ADD CONSTRAINT tenant_session_idle CHECK (session_idle_min = 0 OR session_idle_min BETWEEN 5 AND 1440) NOT VALID;
-- active_at: the last activity, true to a minute; null: none since the login. idled_min: it was ended after so many minutes without one.
-- No index: active_at changes once a minute.
ALTER TABLE presence.session ADD COLUMN active_at timestamptz, ADD COLUMN idled_min integer;
