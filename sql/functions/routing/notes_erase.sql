-- notes_erase: puts `words` in the place of the notes of a conversation's interactions and callbacks, and forgets what
-- integrators called them and the words by which they were found. Internal, called by messaging for a conversation that is closed. Keys: conversation.
CREATE OR REPLACE FUNCTION routing.notes_erase(tenant bigint, conversation bigint, words text)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i record;
	c routing.callback;
BEGIN
	PERFORM routing.past_forget(tenant, conversation);
	FOR i IN UPDATE routing.interaction AS r
		SET note = CASE WHEN r.note IS NOT NULL THEN words END, reference = NULL, version = r.version + 1
		WHERE r.tenant = notes_erase.tenant AND r.conversation = notes_erase.conversation AND r.state = 'ended'
			AND (r.note IS NOT NULL OR r.reference IS NOT NULL)
		RETURNING r.id, r.version
	LOOP
		PERFORM ops.emit(tenant, 3, i.id, i.version);
	END LOOP;
	-- Nobody else changes one that is done any more: no key of its own is needed.
	FOR c IN SELECT * FROM routing.callback AS r
		WHERE r.tenant = notes_erase.tenant AND r.conversation = notes_erase.conversation AND r.note IS NOT NULL AND r.state = 'done'
	LOOP
		c.note := words;
		PERFORM routing.callback_change(c, 'callback.changed');
	END LOOP;
END $$;
