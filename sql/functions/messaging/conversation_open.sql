-- conversation_open: the open conversation of (channel, number), null when there is none.
-- Internal, called by sms. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.conversation_open(tenant bigint, channel bigint, number text)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN c.id FROM messaging.conversation AS c
	WHERE c.tenant = $1 AND c.channel = $2 AND c.number = $3 AND c.state = 'open';
END $$;
