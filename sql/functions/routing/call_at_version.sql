-- call_at_version: an interaction's call as it was at a version: `call` as it is now (call_json), with what that version's event kept
-- (call_event_state). Numbers are read now: that of who was called in is gone with the call.
CREATE OR REPLACE FUNCTION routing.call_at_version(tenant bigint, call jsonb, kept jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF call IS NULL OR kept IS NULL THEN
		RETURN call;
	END IF;
	RETURN call || kept || jsonb_build_object(
		'consult', CASE WHEN kept ->> 'consult' IS NOT NULL THEN '{"number": null, "name": null}' || CASE jsonb_typeof(call -> 'consult')
			WHEN 'object' THEN call -> 'consult' ELSE '{}' END || jsonb_build_object('state', kept -> 'consult') END,
		'heard', (SELECT COALESCE(jsonb_agg(routing.person_json(tenant, (h.value ->> 'id')::bigint) || h.value ORDER BY h.n), '[]')
			FROM jsonb_array_elements(kept -> 'heard') WITH ORDINALITY AS h (value, n)));
END $$;
