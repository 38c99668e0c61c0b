-- customer_move: these conversations and cases become another customer's. Internal. Keys: customer of both; customer_open_keys.
CREATE OR REPLACE FUNCTION messaging.customer_move(tenant bigint, customer bigint, conversations bigint[], cases bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c record;
BEGIN
	PERFORM ops.keys_assert(VARIADIC messaging.customer_open_keys(tenant, conversations));
	FOR c IN
		WITH moved AS (
			UPDATE messaging.conversation AS r SET customer = customer_move.customer, version = r.version + 1
			WHERE r.tenant = customer_move.tenant AND r.id = ANY (conversations)
			RETURNING r.id, r.version, r.interaction, r.state)
		SELECT m.id, m.version, m.state, i.id AS interaction FROM moved AS m LEFT JOIN routing.v_interaction AS i
			ON i.tenant = customer_move.tenant AND i.id = m.interaction AND i.state <> 'ended' AND i.customer IS DISTINCT FROM customer_move.customer
		WHERE m.state = 'open' OR i.id IS NOT NULL ORDER BY m.id
	LOOP
		IF c.state = 'open' THEN
			PERFORM ops.emit(tenant, 4, c.id, c.version);
		END IF;
		IF c.interaction IS NOT NULL THEN
			PERFORM routing.customer_set(tenant, c.interaction, customer);
		END IF;
	END LOOP;
	UPDATE messaging.case_ AS k SET customer = customer_move.customer, version = k.version + 1 WHERE k.tenant = customer_move.tenant AND k.id = ANY (cases);
	PERFORM messaging.case_emit(tenant, k.id, 'case.changed') FROM unnest(cases) AS k (id);
END $$;
