-- recording_forget: a recording can be heard no more; its voiced deletes the file. Internal. Keys: none: nothing of it is ever changed.
CREATE OR REPLACE FUNCTION voice.recording_forget(r voice.recording)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	DELETE FROM voice.recording AS x WHERE x.tenant = r.tenant AND x.id = r.id;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	INSERT INTO voice.recording_gone (tenant, id, place, file, at) SELECT r.tenant, r.id, r.place, r.file, ops.clock() WHERE r.file IS NOT NULL
	ON CONFLICT DO NOTHING;
	PERFORM ops.audit_add(r.tenant, NULL, 'system', 'recording_delete', 3, COALESCE(r.interaction, 0),
		jsonb_build_object('why', 'erasure', 'recording', r.id::text, 'agent', r.agent::text, 'at', ops.rfc3339(r.at)));
END $$;
