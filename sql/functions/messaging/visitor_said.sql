-- visitor_said: the page's own id of a message that a visitor has just written: sent twice, it is stored once. Theirs and agents' ids
-- never meet. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.visitor_said(v messaging.visitor, seq bigint, message bigint, message_at timestamptz, client_id text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF client_id IS NULL THEN
		RETURN;
	END IF;
	INSERT INTO messaging.client_message (tenant, conversation, client_id, message, at)
	VALUES (v.tenant, v.conversation, 'v:' || visitor_said.client_id, message, message_at);
	UPDATE messaging.message AS m SET client_id = 'v:' || visitor_said.client_id
	WHERE m.tenant = v.tenant AND m.conversation = v.conversation AND m.seq = visitor_said.seq AND m.at = visitor_said.message_at;
END $$;
