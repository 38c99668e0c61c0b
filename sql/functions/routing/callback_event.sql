-- callback_event: a callback as integrators are shown it: as of its event's version, by what that kept (callback_change). Its note and
-- number are read now. Internal, called by hooks.
CREATE OR REPLACE FUNCTION routing.callback_event(tenant bigint, key bigint, version bigint, stored jsonb)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c routing.callback;
	thing ops.thing;
BEGIN
	SELECT * INTO c FROM routing.callback AS r WHERE r.tenant = callback_event.tenant AND r.id = callback_event.key;
	IF FOUND THEN
		IF stored IS NOT NULL THEN
			c := jsonb_populate_record(c, '{"agent": null, "taken_at": null, "done_at": null}' || stored || jsonb_build_object('version', version)
				|| CASE WHEN stored ? 'noted' THEN '{}' ELSE '{"note": null}' END::jsonb);
		END IF;
		thing.version := c.version;
		thing.state := routing.callback_json(c);
	END IF;
	RETURN thing;
END $$;
