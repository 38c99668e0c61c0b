-- recordings_erase: the customer of a conversation is erased: nothing that was recorded of it can be heard any more; its voiced deletes
-- the files. Called by messaging. Keys: none: rows only go.
CREATE OR REPLACE FUNCTION voice.recordings_erase(tenant bigint, conversation bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM voice.recording_forget(r) FROM routing.v_interaction AS i JOIN voice.recording AS r ON r.tenant = i.tenant AND r.interaction = i.id
	WHERE i.tenant = recordings_erase.tenant AND i.conversation = recordings_erase.conversation;
END $$;
