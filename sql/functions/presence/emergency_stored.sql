-- emergency_stored: an agent's emergency as it was stored last; who has none is normal.
CREATE OR REPLACE FUNCTION presence.emergency_stored(tenant bigint, agent bigint, at_time timestamptz)
RETURNS presence.emergency
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	e presence.emergency;
BEGIN
	SELECT * INTO e FROM presence.emergency AS x WHERE x.tenant = emergency_stored.tenant AND x.agent = emergency_stored.agent;
	IF NOT FOUND THEN
		e.tenant := tenant;
		e.agent := agent;
		e.phase := 'normal';
		e.since := at_time;
		e.had_interactions := false;
		e.work := '{}';
		e.version := 0;
	END IF;
	RETURN e;
END $$;
