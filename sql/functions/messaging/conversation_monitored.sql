-- conversation_monitored: whether monitoring is on for a conversation (is_monitored). Internal, called by routing.
CREATE OR REPLACE FUNCTION messaging.conversation_monitored(tenant bigint, conversation bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = conversation_monitored.tenant AND r.id = conversation_monitored.conversation;
	RETURN COALESCE(messaging.is_monitored(c), false);
END $$;
