-- client_add: a message that was just stored came with this client id (null: with none) and this content; client_seen knows it then.
-- account: the author in an internal conversation, where two parties may use the same id; else null. Internal. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.client_add(tenant bigint, conversation bigint, account bigint, client_id text, content bytea, message bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF client_id IS NULL THEN
		RETURN;
	ELSIF account IS NULL THEN
		INSERT INTO messaging.client_message (tenant, conversation, client_id, message, at, content_hash)
		VALUES (tenant, conversation, client_id, message, ops.clock(), content);
	ELSE
		INSERT INTO messaging.client_said (tenant, conversation, account, client_id, message, at, content_hash)
		VALUES (tenant, conversation, account, client_id, message, ops.clock(), content);
	END IF;
END $$;
