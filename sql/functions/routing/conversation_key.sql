-- conversation_key: the lock key of an interaction's conversation: channel and number.
CREATE OR REPLACE FUNCTION routing.conversation_key(tenant bigint, conversation bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT ops.key('conversation', c.tenant, c.channel || ':' || c.number)
		FROM messaging.v_conversation AS c WHERE c.tenant = $1 AND c.id = $2);
END $$;
