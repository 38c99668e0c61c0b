-- expand: the last activity of a session (docs/decisions/0109-idle-sessions.md).
SET LOCAL ROLE own_presence;
-- active_at: the last activity, true to a minute; null: none since the login. idled_min: it was ended after so many minutes without one.
-- No index: active_at changes once a minute.
ALTER TABLE presence.session ADD COLUMN active_at timestamptz, ADD COLUMN idled_min integer;
