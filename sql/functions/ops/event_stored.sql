-- event_stored: the version that an event told of, and the state that it keeps of it; nulls where the event is gone with its month. Read.
CREATE OR REPLACE FUNCTION ops.event_stored(tenant bigint, at timestamptz, id bigint, OUT version bigint, OUT state jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	SELECT e.version, e.state INTO version, state FROM ops.event AS e
	WHERE e.at = event_stored.at AND e.id = event_stored.id AND e.tenant = event_stored.tenant;
END $$;
