-- call_event_state: what an event keeps of an interaction's call, {"call"}: its state without numbers and names (call_json). Empty: there is none.
CREATE OR REPLACE FUNCTION routing.call_event_state(i routing.interaction)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	call jsonb := routing.call_json(i, NULL);
BEGIN
	IF call IS NULL THEN
		RETURN '{}';
	END IF;
	RETURN jsonb_build_object('call', (call - '{number,record,consult,heard}'::text[]) || jsonb_build_object(
		'consult', call #> '{consult,state}', 'heard', (SELECT COALESCE(jsonb_agg(h.value - 'name' ORDER BY h.n), '[]')
			FROM jsonb_array_elements(call -> 'heard') WITH ORDINALITY AS h (value, n))));
END $$;
