-- occupancy: what an agent is doing, from their open interactions: idle, offered, wrap_up, handling.
CREATE OR REPLACE FUNCTION presence.occupancy(tenant bigint, agent bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (
		SELECT CASE
			WHEN bool_or(o.state = 'assigned') THEN 'handling'
			WHEN bool_or(o.state = 'wrap_up') THEN 'wrap_up'
			WHEN bool_or(o.state = 'offered') THEN 'offered'
			ELSE 'idle' END
		FROM routing.v_open AS o
		WHERE o.tenant = occupancy.tenant AND o.agent = occupancy.agent);
END $$;
