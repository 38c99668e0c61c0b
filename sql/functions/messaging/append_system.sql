-- append_system: a note of the system in a conversation. Internal, called by routing.
-- Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.append_system(tenant bigint, conversation bigint, text text)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, conversation));
	END IF;
	PERFORM messaging.append_to(tenant, conversation, 'system', NULL, text, NULL, NULL, NULL, NULL);
END $$;
