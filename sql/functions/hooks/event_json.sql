-- event_json: an event as integrators get it, pushed or pulled: CloudEvents 1.0. `data` and `version` are event_entity's.
CREATE OR REPLACE FUNCTION hooks.event_json(source text, tenant bigint, event bigint, at timestamptz, kind integer,
	key bigint, type text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	kept record := ops.event_stored(tenant, at, event);
	thing ops.thing := hooks.event_entity(tenant, kind, key, kept.version, type, kept.state);
BEGIN
	RETURN jsonb_build_object('specversion', '1.0', 'id', event::text, 'source', source || '/tenants/' || tenant,
		'type', 'trunkline.' || type, 'subject', ops.kind_name(kind) || '/' || key, 'time', ops.rfc3339(at),
		'datacontenttype', 'application/json', 'data', thing.state)
		|| CASE WHEN thing.version IS NULL THEN '{}' ELSE jsonb_build_object('version', thing.version::text) END;
END $$;
