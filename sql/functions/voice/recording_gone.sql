-- recording_gone: the file of a recording was deleted, because it was due (recordings_due): its row goes, the audit log says why.
-- Outcomes: ok, also again. Keys: none: nothing of it is ever changed.
CREATE OR REPLACE FUNCTION voice.recording_gone(tenant bigint, id bigint, place text, file text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	r voice.recording;
BEGIN
	DELETE FROM voice.recording_gone AS g WHERE g.place = recording_gone.place AND g.file = recording_gone.file;
	DELETE FROM voice.recording AS x WHERE x.tenant = recording_gone.tenant AND x.id = recording_gone.id AND x.file = recording_gone.file
	RETURNING * INTO r;
	IF r.id IS NOT NULL THEN
		PERFORM ops.audit_add(tenant, NULL, 'system', 'recording_delete', 3, COALESCE(r.interaction, 0),
			jsonb_build_object('why', 'retention', 'recording', r.id::text, 'agent', r.agent::text, 'at', ops.rfc3339(r.at)));
	END IF;
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
