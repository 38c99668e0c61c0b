-- customer_conversations: the conversations that are a customer's: those that are linked to them, and
-- those of their numbers that are linked to nobody, unless another customer has the number, too.
CREATE OR REPLACE FUNCTION messaging.customer_conversations(tenant bigint, customer bigint)
RETURNS SETOF messaging.conversation
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN QUERY
	SELECT c.* FROM messaging.conversation AS c
	WHERE c.tenant = customer_conversations.tenant AND c.customer = customer_conversations.customer
	UNION ALL
	SELECT c.* FROM messaging.customer_number AS n
	JOIN messaging.conversation AS c ON c.tenant = n.tenant AND c.number = n.number AND c.customer IS NULL AND c.owner IS NULL
	WHERE n.tenant = customer_conversations.tenant AND n.customer = customer_conversations.customer
		AND messaging.customer_of(n.tenant, n.number) IS NOT NULL;
END $$;
