-- emergency_event: an emergency call as integrators are shown it: as far as it had come at its event's version, by what that kept.
-- Address and place are read now. Internal, called by hooks.
CREATE OR REPLACE FUNCTION presence.emergency_event(tenant bigint, key bigint, version bigint, stored jsonb)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	thing ops.thing := presence.emergency_call_state(tenant, key);
BEGIN
	IF stored IS NOT NULL AND thing.state IS NOT NULL THEN
		thing.version := version;
		thing.state := thing.state || jsonb_build_object('begun_at', stored -> 'begun_at', 'answered_at', stored -> 'answered_at', 'ended_at', stored -> 'ended_at',
			'elsewhere', stored -> 'elsewhere', 'state', CASE WHEN stored ->> 'ended_at' IS NOT NULL THEN 'ended'
				WHEN stored ->> 'answered_at' IS NOT NULL THEN 'answered' ELSE 'begun' END);
	END IF;
	RETURN thing;
END $$;
