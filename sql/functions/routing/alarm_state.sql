-- alarm_state: the one shape of a raised alarm (kind 11).
CREATE OR REPLACE FUNCTION routing.alarm_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	r routing.alarm_raised;
	thing ops.thing;
BEGIN
	SELECT * INTO r FROM routing.alarm_raised AS f WHERE f.tenant = alarm_state.tenant AND f.id = alarm_state.key;
	IF FOUND THEN
		thing.version := r.version;
		thing.audience := '{}';
		thing.state := routing.alarm_json(r);
	END IF;
	RETURN thing;
END $$;
