-- expand: after how long an organisation ends sessions without activity (docs/decisions/0109-idle-sessions.md).
SET LOCAL ROLE own_presence;
-- session_idle_at: when session_idle_min changed last; no idle time begins before it.
ALTER TABLE directory.tenant ADD COLUMN session_idle_min integer NOT NULL DEFAULT 0, ADD COLUMN session_idle_at timestamptz;
ALTER TABLE directory.tenant ADD CONSTRAINT tenant_session_idle CHECK (session_idle_min = 0 OR session_idle_min BETWEEN 5 AND 1440) NOT VALID;
