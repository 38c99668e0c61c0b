-- visitor_said: the page's own id of a message that a visitor has just written, with this content: sent twice, it is stored once. Theirs and agents' ids
-- never meet. Keys: conversation.
DROP FUNCTION IF EXISTS messaging.visitor_said(messaging.visitor, bigint, bigint, timestamptz, text); -- it knew no content
CREATE OR REPLACE FUNCTION messaging.visitor_said(v messaging.visitor, seq bigint, message bigint, message_at timestamptz, client_id text,
	content bytea)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF client_id IS NULL THEN
		RETURN;
	END IF;
	PERFORM messaging.client_add(v.tenant, v.conversation, NULL, 'v:' || client_id, content, message);
	UPDATE messaging.message AS m SET client_id = 'v:' || visitor_said.client_id
	WHERE m.tenant = v.tenant AND m.conversation = v.conversation AND m.seq = visitor_said.seq AND m.at = visitor_said.message_at;
END $$;
