-- text_store: keeps what text_made made. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.text_store(c messaging.conversation)
RETURNS messaging.conversation
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	INSERT INTO messaging.conversation (tenant, id, channel, owner, number, number_hash, last_at, opened_at)
	VALUES (c.tenant, c.id, c.channel, c.owner, c.number, c.number_hash, clock, clock)
	RETURNING * INTO c;
	PERFORM messaging.text_opened(c.tenant, c.id, c.owner, clock);
	RETURN c;
END $$;
