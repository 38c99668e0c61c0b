-- call_recording: what becomes of the recording of a call that is talked: on, paused, failed; null: it is not recorded.
-- Outcomes: ok, also again; stale: nobody talks; not_found. Keys: call (what covers the interaction it says itself).
CREATE OR REPLACE FUNCTION voice.call_recording(tenant bigint, call text, recording text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.call := voice.call_of(tenant, call);
	need bigint[];
BEGIN
	IF c.call IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF c.state NOT IN ('talking', 'held') THEN
		RETURN ops.answer(mark, 'stale', NULL);
	ELSIF c.recording IS NOT DISTINCT FROM call_recording.recording THEN
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	need := routing.call_touched(tenant, c.interaction);
	IF need IS NOT NULL THEN
		RETURN ops.moved(need);
	END IF;
	UPDATE voice.call AS r SET recording = call_recording.recording WHERE r.tenant = c.tenant AND r.call = c.call;
	PERFORM routing.call_event_amend(tenant, c.interaction);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
