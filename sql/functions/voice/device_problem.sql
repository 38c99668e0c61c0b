-- device_problem: why this version of a phone can't be changed by who asks, or null. Keys: device.
CREATE OR REPLACE FUNCTION voice.device_problem(d voice.device, tenant bigint, id bigint, version bigint, actor bigint, actor_role text,
	actor_side text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('device', tenant, id::text));
	END IF;
	RETURN CASE WHEN d.id IS NULL OR NOT voice.device_seen(d.owner, d.side, actor, actor_role, actor_side) THEN 'not_found'
		WHEN d.version <> COALESCE(version, d.version) THEN 'stale_version' END;
END $$;
