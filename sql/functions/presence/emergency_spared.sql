-- emergency_spared: whether a missed or rejected offer has no penalty now: while the status is locked, and where a call back
-- rings, or rang at any time since the offer was made (EM-1). `since`: when that was; null: it counts only what rings now.
DROP FUNCTION IF EXISTS presence.emergency_spared(bigint, bigint, timestamptz); -- knew only what rings at that instant
CREATE OR REPLACE FUNCTION presence.emergency_spared(tenant bigint, agent bigint, at_time timestamptz, since timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN presence.emergency_locked(tenant, agent, at_time) OR EXISTS (SELECT FROM presence.emergency_call AS c
		WHERE c.tenant = emergency_spared.tenant AND c.agent = emergency_spared.agent AND c.call_back
			AND COALESCE(least(c.answered_at, c.ended_at) > since, c.answered_at IS NULL AND c.ended_at IS NULL));
END $$;
