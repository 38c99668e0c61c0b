-- chat_supervised: whether somebody supervises one of the two of an agent chat now, and is neither of them.
CREATE OR REPLACE FUNCTION messaging.chat_supervised(c messaging.conversation, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	pair CONSTANT bigint[] := messaging.pair_of(c.number);
BEGIN
	RETURN actor <> ALL (pair) AND EXISTS (SELECT FROM unnest(pair) AS p (agent) WHERE directory.supervises(c.tenant, actor, actor_role, p.agent));
END $$;
