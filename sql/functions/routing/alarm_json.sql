-- alarm_json: a raised alarm as the API, the wallboard and webhooks show it.
CREATE OR REPLACE FUNCTION routing.alarm_json(r routing.alarm_raised)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', r.id::text, 'raised', r.id::text, 'alarm', r.alarm::text, 'kind', r.kind, 'name', r.name, 'queue', routing.queue_json(r.tenant, r.queue),
		'threshold', r.threshold, 'value', r.value, 'owner', CASE WHEN r.owner IS NOT NULL THEN jsonb_build_object('id', r.owner::text,
			'name', (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = r.tenant AND u.id = r.owner)) END,
		'raised_at', ops.rfc3339(r.raised_at), 'cleared_at', ops.rfc3339(r.cleared_at));
END $$;
