-- conversation_reads: whether someone may read what is said in a customer's conversation now. Internal, called by routing.
CREATE OR REPLACE FUNCTION messaging.conversation_reads(tenant bigint, conversation bigint, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = conversation_reads.tenant AND r.id = conversation_reads.conversation;
	RETURN COALESCE(messaging.read_until(c, actor, actor_role) = 'infinity', false);
END $$;
