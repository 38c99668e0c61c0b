-- notes_erase: puts `words` in the place of the notes of a conversation's interactions and callbacks. Internal, called
-- by messaging for a conversation that is closed. Keys: conversation.
CREATE OR REPLACE FUNCTION routing.notes_erase(tenant bigint, conversation bigint, words text)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i record;
BEGIN
	FOR i IN UPDATE routing.interaction AS r SET note = words, version = r.version + 1
		WHERE r.tenant = notes_erase.tenant AND r.conversation = notes_erase.conversation AND r.note IS NOT NULL
			AND r.state = 'ended'
		RETURNING r.id, r.version
	LOOP
		PERFORM ops.emit(tenant, 3, i.id, i.version);
	END LOOP;
	-- Nobody changes one that is done any more: no key of its own is needed.
	UPDATE routing.callback AS c SET note = words, version = c.version + 1
	WHERE c.tenant = notes_erase.tenant AND c.conversation = notes_erase.conversation AND c.note IS NOT NULL AND c.state = 'done';
END $$;
