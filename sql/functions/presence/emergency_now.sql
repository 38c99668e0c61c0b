-- emergency_now: an agent's emergency as it is at a time: a lock whose end has passed is over, whether or not anybody has
-- stored it (consistency.md, 10).
CREATE OR REPLACE FUNCTION presence.emergency_now(tenant bigint, agent bigint, at_time timestamptz)
RETURNS presence.emergency
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	e presence.emergency := presence.emergency_stored(tenant, agent, NULL);
BEGIN
	IF e.phase = 'lock' AND e.lock_ends_at <= at_time THEN
		e.phase := (SELECT r.next FROM presence.emergency_rule AS r
			WHERE r.phase = 'lock' AND r.event = presence.emergency_lock_event(tenant, agent));
		e.since := e.lock_ends_at;
		e.lock_ends_at := NULL;
	END IF;
	RETURN e;
END $$;
