-- agent_event: an agent as integrators are shown them: as of their event's version, by what that kept (agent_event_state), with names as they
-- are now. A reason that somebody wrote is read now, and shown while it is of the same status. Internal, called by hooks.
CREATE OR REPLACE FUNCTION presence.agent_event(tenant bigint, key bigint, version bigint, stored jsonb)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	thing ops.thing := presence.agent_state(tenant, key);
	now_ jsonb := thing.state;
BEGIN
	IF stored IS NULL OR now_ IS NULL THEN
		RETURN thing;
	END IF;
	thing.version := version;
	thing.state := (now_ || stored || jsonb_build_object('code_name', (SELECT k.name FROM directory.status_code AS k
			WHERE k.tenant = agent_event.tenant AND k.id = (stored ->> 'code')::bigint), 'set_by_name', (SELECT u.name FROM directory.app_user AS u
			WHERE u.tenant = agent_event.tenant AND u.id = (stored ->> 'set_by_user')::bigint),
		'reason', CASE WHEN stored ? 'reason' THEN stored -> 'reason'
			WHEN now_ -> 'since' = stored -> 'since' AND now_ -> 'set_by' = stored -> 'set_by' THEN now_ -> 'reason' END,
		'emergency', CASE WHEN stored -> 'emergency' <> 'null' THEN '{"number": null, "sent": null}' || CASE jsonb_typeof(now_ -> 'emergency')
			WHEN 'object' THEN now_ -> 'emergency' ELSE '{}' END || (stored -> 'emergency') END)) - 'set_by_user';
	RETURN thing;
END $$;
