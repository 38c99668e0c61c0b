-- return_note: writes the note of an interaction that went back (RT-13). Answers 'ok', also
-- when it is written already. Keys: conversation, and the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.return_note(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	need bigint[];
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = return_note.tenant AND r.id = return_note.interaction;
	IF NOT FOUND OR NOT i.note_due THEN
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	need := ARRAY[routing.interaction_key(tenant, interaction), messaging.key_of(tenant, i.conversation)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	PERFORM messaging.append_system(tenant, i.conversation, routing.return_text(i.returned_reason));
	i.note_due := false;
	PERFORM routing.interaction_change(i, false);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
