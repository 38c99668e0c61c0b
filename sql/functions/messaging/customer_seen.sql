-- customer_seen: history_seen of a customer, with that of each of their numbers: a conversation
-- that nobody has said whose it is may be theirs. The newest 500 interactions are looked at.
CREATE OR REPLACE FUNCTION messaging.customer_seen(tenant bigint, customer bigint, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN messaging.history_seen(tenant, ARRAY(
		SELECT f.interaction
		FROM (
			(SELECT c.id, c.interaction FROM messaging.conversation AS c
			WHERE c.tenant = customer_seen.tenant AND c.customer = customer_seen.customer AND c.interaction IS NOT NULL
			ORDER BY c.id DESC LIMIT 500)
			UNION
			SELECT h.id, h.interaction FROM messaging.customer_number AS n CROSS JOIN LATERAL (
				SELECT c.id, c.interaction FROM messaging.conversation AS c
				WHERE c.tenant = n.tenant AND c.number = n.number AND c.interaction IS NOT NULL
				ORDER BY c.id DESC LIMIT 500) AS h
			WHERE n.tenant = customer_seen.tenant AND n.customer = customer_seen.customer
		) AS f
		ORDER BY f.id DESC LIMIT 500), actor, actor_role);
END $$;
