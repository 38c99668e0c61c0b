-- customer_open_keys: the lock keys of these conversations that are open, and of their interactions. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_open_keys(tenant bigint, conversations bigint[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(SELECT DISTINCT k.key FROM messaging.conversation AS c
		CROSS JOIN LATERAL unnest(ARRAY[ops.key('conversation', c.tenant, c.channel || ':' || c.number), routing.interaction_key(c.tenant, c.interaction)]) AS k (key)
		WHERE c.tenant = customer_open_keys.tenant AND c.id = ANY (conversations) AND c.state = 'open' AND k.key IS NOT NULL);
END $$;
