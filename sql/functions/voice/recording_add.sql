-- recording_add: a part of an agent's call was recorded: its sealed file is there, on the disk. The same part again changes nothing.
-- Told late, its customer may be erased: then nothing is noted but that the file is to be deleted (recordings_due).
-- Outcomes: ok; seen; gone (erased). Keys: calls (the agent); that of the interaction's conversation it says itself.
DROP FUNCTION IF EXISTS voice.recording_add(bigint, bigint, text, integer, bigint, bigint, text, text, timestamptz, bigint, text, text, bigint,
	boolean); -- it answered a word
CREATE FUNCTION voice.recording_add(tenant bigint, agent bigint, call text, part integer, interaction bigint, queue bigint,
	number text, shown text, at timestamptz, duration_ms bigint, place text DEFAULT NULL, file text DEFAULT NULL, bytes bigint DEFAULT 0,
	cut_off boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	conversation CONSTANT bigint := (SELECT i.conversation FROM routing.v_interaction AS i
		WHERE i.tenant = recording_add.tenant AND i.id = recording_add.interaction);
	need CONSTANT bigint[] := array_remove(ARRAY[messaging.key_of(tenant, conversation)], NULL);
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, agent::text));
	END IF;
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	ELSIF EXISTS (SELECT FROM messaging.v_conversation AS c WHERE c.tenant = recording_add.tenant AND c.id = conversation
		AND c.erased_at IS NOT NULL) THEN
		INSERT INTO voice.recording_gone (tenant, id, place, file, at)
		SELECT recording_add.tenant, 0, recording_add.place, recording_add.file, ops.clock() WHERE recording_add.file IS NOT NULL
		ON CONFLICT DO NOTHING;
		RETURN ops.answer(mark, 'gone', NULL);
	END IF;
	INSERT INTO voice.recording (tenant, agent, call, part, interaction, queue, number, shown, at, duration_ms, place, file, bytes, cut_off)
	VALUES (tenant, agent, call, part::smallint, interaction, queue, CASE WHEN number ~ '^\+?[0-9*#]{1,20}$' THEN number END,
		left(COALESCE(shown, ''), 80), at, least(duration_ms, 86400000), place, file, bytes, cut_off)
	ON CONFLICT ON CONSTRAINT recording_tenant_agent_call_part_key DO NOTHING;
	RETURN ops.answer(mark, CASE WHEN FOUND THEN 'ok' ELSE 'seen' END, NULL);
END $$;
