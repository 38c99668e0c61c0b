-- append_note: a person's note in a conversation, which no customer sees. Answers its sequence. Internal, called by
-- routing. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.append_note(tenant bigint, conversation bigint, author bigint, text text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, conversation));
	END IF;
	RETURN (messaging.append_to(tenant, conversation, 'system', author, text, NULL, NULL, NULL, NULL)).seq;
END $$;
