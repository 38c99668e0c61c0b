-- text_opened: a conversation of a user's own number has begun: as far as its owner has read it. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.text_opened(tenant bigint, conversation bigint, owner bigint, at timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO messaging.party (tenant, conversation, account, joined_at) VALUES (tenant, conversation, -owner, at);
	PERFORM ops.emit(tenant, 4, conversation, 1);
END $$;
