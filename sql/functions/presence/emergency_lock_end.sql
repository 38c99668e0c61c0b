-- emergency_lock_end: when the lock that follows a call's end at a time is over (EM-2).
CREATE OR REPLACE FUNCTION presence.emergency_lock_end(at_time timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE
AS $$ SELECT $1 + interval '5 minutes' $$;
