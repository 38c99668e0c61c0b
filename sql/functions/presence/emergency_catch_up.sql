-- emergency_catch_up: stores the end of a lock that has passed at a time, as of when it ended. Answers whether there was one.
-- Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_catch_up(tenant bigint, agent bigint, at_time timestamptz)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	ended timestamptz := (SELECT e.lock_ends_at FROM presence.emergency AS e
		WHERE e.tenant = emergency_catch_up.tenant AND e.agent = emergency_catch_up.agent AND e.phase = 'lock');
BEGIN
	IF ended IS NULL OR ended > at_time THEN
		RETURN false;
	END IF;
	RETURN presence.emergency_step(tenant, agent, presence.emergency_lock_event(tenant, agent), ended) IS NOT NULL;
END $$;
