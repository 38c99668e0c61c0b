-- key_of: the lock key of a conversation: channel and customer number. Routing calls it, too.
CREATE OR REPLACE FUNCTION messaging.key_of(tenant bigint, conversation bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT ops.key('conversation', c.tenant, c.channel || ':' || c.number)
		FROM messaging.v_conversation AS c WHERE c.tenant = $1 AND c.id = $2);
END $$;
