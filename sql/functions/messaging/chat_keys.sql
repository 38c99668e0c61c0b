-- chat_keys: what covers an internal conversation and all of it: its own key and those of its agents. A logout holds its agent's
-- alone, so that none is written to beside it, and their agent chats end with it.
CREATE OR REPLACE FUNCTION messaging.chat_keys(tenant bigint, number text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ops.key('conversation', tenant, '0:' || number)
		|| ARRAY(SELECT ops.key('agent', tenant, a.account::text) FROM unnest(messaging.pair_of(number)) AS a (account) WHERE a.account > 0);
END $$;
