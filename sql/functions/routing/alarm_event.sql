-- alarm_event: a raised alarm as integrators are shown it: not cleared yet in the event that raised it. Internal, called by hooks.
CREATE OR REPLACE FUNCTION routing.alarm_event(tenant bigint, key bigint, version bigint, type text)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	r routing.alarm_raised;
	thing ops.thing;
BEGIN
	SELECT * INTO r FROM routing.alarm_raised AS f WHERE f.tenant = alarm_event.tenant AND f.id = alarm_event.key;
	IF FOUND THEN
		r.version := version;
		r.cleared_at := CASE WHEN type = 'alarm.cleared' THEN r.cleared_at END;
		thing.version := version;
		thing.state := routing.alarm_json(r);
	END IF;
	RETURN thing;
END $$;
