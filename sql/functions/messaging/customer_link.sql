-- customer_link: what hangs on a number without customer becomes this customer's.
-- Keys: number_keys.
CREATE OR REPLACE FUNCTION messaging.customer_link(tenant bigint, number text, customer bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	cases bigint[];
	c record;
BEGIN
	WITH changed AS (
		UPDATE messaging.case_ AS k
		SET customer = customer_link.customer, customer_number = NULL, version = k.version + 1
		WHERE k.tenant = customer_link.tenant AND k.customer_number = customer_link.number AND k.customer IS NULL
		RETURNING k.id)
	SELECT array_agg(g.id) INTO cases FROM changed AS g;
	PERFORM messaging.case_emit(tenant, g.id, 'case.changed') FROM unnest(cases) AS g (id);
	UPDATE messaging.conversation AS r SET customer = customer_link.customer, version = r.version + 1
	WHERE r.tenant = customer_link.tenant AND r.number = customer_link.number AND r.customer IS NULL
		AND r.state = 'closed' AND r.owner IS NULL;
	FOR c IN UPDATE messaging.conversation AS r SET customer = customer_link.customer,
	version = r.version + 1
		WHERE r.tenant = customer_link.tenant AND r.customer IS NULL AND r.id IN (
			SELECT o.id FROM messaging.conversation AS o WHERE o.tenant = customer_link.tenant
				AND o.number = customer_link.number AND o.state = 'open' AND o.owner IS NULL ORDER BY o.id LIMIT 7)
		RETURNING r.id, r.version, r.interaction
	LOOP
		PERFORM ops.emit(tenant, 4, c.id, c.version);
		PERFORM routing.customer_set(tenant, c.interaction, customer);
	END LOOP;
END $$;
