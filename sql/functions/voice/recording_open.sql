-- recording_open: somebody listens to a recording: who may know of it (recordings_list). One line of the audit log for all that they ask
-- of it within ten minutes. outcome: ok with {place, file, bytes, at, name}; not_found. Keys: calls (the listener).
CREATE OR REPLACE FUNCTION voice.recording_open(tenant bigint, listener bigint, listener_role text, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	r voice.recording;
	clock timestamptz := ops.clock();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, listener::text));
	END IF;
	SELECT * INTO r FROM voice.recording AS x WHERE x.tenant = recording_open.tenant AND x.id = recording_open.id AND x.file IS NOT NULL;
	IF NOT FOUND OR NOT (r.agent = listener OR directory.supervises(tenant, listener, listener_role, r.agent)) THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	DELETE FROM voice.listening AS l WHERE l.tenant = r.tenant AND l.recording = r.id AND l.listener = recording_open.listener
		AND l.at < clock - interval '10 minutes';
	INSERT INTO voice.listening AS l (tenant, recording, listener, at) VALUES (r.tenant, r.id, listener, clock) ON CONFLICT DO NOTHING;
	IF FOUND THEN
		PERFORM ops.audit_add(tenant, listener, listener_role, 'recording_listen', 3, COALESCE(r.interaction, 0),
			jsonb_build_object('recording', r.id::text, 'agent', r.agent::text));
	END IF;
	RETURN ops.answer(mark, 'ok', jsonb_build_object('place', r.place, 'file', r.file, 'bytes', r.bytes));
END $$;
