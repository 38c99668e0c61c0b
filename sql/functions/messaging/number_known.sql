-- number_known: the customers with a number whom someone may see (customer_seen), at most 20, as `[{"id": …, "name": …}]`; null: none.
CREATE OR REPLACE FUNCTION messaging.number_known(tenant bigint, number text, actor bigint, actor_role text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT jsonb_agg(messaging.customer_json(n.tenant, n.customer) ORDER BY n.customer)
		FROM (SELECT r.tenant, r.customer FROM messaging.customer_number AS r
			WHERE r.tenant = number_known.tenant AND r.number = number_known.number AND messaging.customer_seen(r.tenant, r.customer, actor, actor_role)
			ORDER BY r.customer LIMIT 20) AS n);
END $$;
