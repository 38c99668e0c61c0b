-- customer_open_keys: the lock keys of these conversations that are open, and of their interactions that have not ended. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_open_keys(tenant bigint, conversations bigint[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(
		SELECT ops.key('conversation', c.tenant, c.channel || ':' || c.number) FROM messaging.conversation AS c
		WHERE c.tenant = customer_open_keys.tenant AND c.id = ANY (conversations) AND c.state = 'open'
		UNION
		SELECT routing.interaction_key(c.tenant, c.interaction) FROM messaging.conversation AS c JOIN routing.v_interaction AS i ON i.tenant = c.tenant AND i.id = c.interaction
		WHERE c.tenant = customer_open_keys.tenant AND c.id = ANY (conversations) AND i.state <> 'ended');
END $$;
