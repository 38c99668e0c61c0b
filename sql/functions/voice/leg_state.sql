-- leg_state: the one shape of the thing "leg" (kind 18), for those who see its line at the front desk; null: it has ended, or is lost.
CREATE OR REPLACE FUNCTION voice.leg_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	l voice.leg;
	thing ops.thing;
BEGIN
	SELECT * INTO l FROM voice.leg AS r WHERE r.tenant = leg_state.tenant AND r.id = leg_state.key;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	thing.version := l.version;
	thing.audience := directory.desk_viewers(tenant, l.line_kind, l.line_ref);
	thing.state := CASE WHEN l.state <> 'ended' AND NOT l.lost THEN voice.leg_json(l) END;
	RETURN thing;
END $$;
