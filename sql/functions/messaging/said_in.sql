-- said_in: an agent's text in an open conversation that they have just taken. Answers the message's id. Internal, called by
-- routing. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.said_in(tenant bigint, conversation bigint, actor bigint, text text, encoding text, segments integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = said_in.tenant AND r.id = said_in.conversation;
	RETURN messaging.send_store(c, actor, text, NULL, encoding, segments);
END $$;
