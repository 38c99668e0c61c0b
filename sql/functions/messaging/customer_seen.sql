-- customer_seen: history_seen of a customer, with that of each of their numbers: a conversation
-- that nobody has said whose it is may be theirs. The newest 500 interactions are looked at. A record that is part of another one is seen as that one.
CREATE OR REPLACE FUNCTION messaging.customer_seen(tenant bigint, customer bigint, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	interactions bigint[];
BEGIN
	interactions := ARRAY(
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
		ORDER BY f.id DESC LIMIT 500);
	IF interactions = '{}' AND EXISTS (SELECT FROM messaging.customer AS c WHERE c.tenant = customer_seen.tenant AND c.id = customer_seen.customer AND c.merged_into IS NOT NULL) THEN
		RETURN messaging.customer_seen(tenant, messaging.customer_root(tenant, customer), actor, actor_role);
	END IF;
	RETURN messaging.history_seen(tenant, interactions, actor, actor_role);
END $$;
