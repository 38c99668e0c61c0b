-- customer_number_set: adds a number or an e-mail address ("mail:a@example.com") to a customer, or removes it.
-- Conversations and cases of a number that no other customer has become theirs; those that are linked to them stay so after a removal.
-- Answers 'ok' with the card, also when they have it already; 'not_found', also to who may not see them (customer_seen), and of a number that they have
-- not; 'invalid': neither a number nor an e-mail address; 'not_yours': the number has a history that the actor may not see (number_seen); 'number_known', unless
-- it is confirmed: other customers whom the actor may see have it (body: `customers`); 'too_many': more than 14;
-- 'customer_merged': the record is part of another one (body: `merged_into`).
-- Keys: customer, command; customer_number; to give, conversation and interaction of each that is open.
CREATE OR REPLACE FUNCTION messaging.customer_number_set(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text, id bigint,
	number text, given boolean, confirm boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	numbers_most CONSTANT integer := 14; -- as customer_erase
	need bigint[];
	c messaging.customer;
	has_ boolean;
	known jsonb;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF number LIKE 'mail:%' THEN
		number := lower(number); -- as visitors' are kept
	END IF;
	need := ops.key('customer', tenant, id::text) || CASE WHEN given THEN messaging.number_keys(tenant, number)
		ELSE ARRAY[ops.key('customer_number', tenant, number)] END;
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO c FROM messaging.customer AS r WHERE r.tenant = customer_number_set.tenant AND r.id = customer_number_set.id;
	has_ := EXISTS (SELECT FROM messaging.customer_number AS n WHERE n.tenant = c.tenant AND n.number = customer_number_set.number AND n.customer = c.id);
	known := messaging.number_known(tenant, number, actor, actor_role);
	problem := CASE
		WHEN c.id IS NULL OR c.erased_at IS NOT NULL OR NOT messaging.customer_seen(tenant, id, actor, actor_role) THEN 'not_found'
		WHEN c.merged_into IS NOT NULL THEN 'customer_merged'
		WHEN NOT given AND NOT has_ THEN 'not_found'
		WHEN has_ THEN NULL
		WHEN number !~ '^(\+[1-9][0-9]{6,14}|[0-9]{3,8})$' AND number !~ '^mail:[^@\s<>(),;:\\"\[\]]{1,64}@[a-z0-9]([a-z0-9.-]{0,180}[a-z0-9])?$' THEN 'invalid'
		WHEN NOT messaging.number_seen(tenant, number, actor, actor_role) THEN 'not_yours'
		WHEN (SELECT count(*) FROM messaging.customer_number AS n WHERE n.tenant = c.tenant AND n.customer = c.id) >= numbers_most THEN 'too_many'
		WHEN known IS NOT NULL AND NOT confirm THEN 'number_known' END;
	IF problem IS NULL AND given IS DISTINCT FROM has_ THEN
		IF given THEN
			INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (c.tenant, customer_number_set.number, c.id);
			IF messaging.customer_of(tenant, number) = id THEN
				PERFORM messaging.customer_link(tenant, number, id);
			END IF;
		ELSE
			DELETE FROM messaging.customer_number AS n WHERE n.tenant = c.tenant AND n.number = customer_number_set.number AND n.customer = c.id;
			UPDATE messaging.customer_merge AS m SET numbers = array_remove(m.numbers, customer_number_set.number), shared = array_remove(m.shared, customer_number_set.number)
			WHERE m.tenant = c.tenant AND m.gone = ANY (messaging.customer_parts(c.tenant, c.id)) AND customer_number_set.number = ANY (m.numbers); -- it goes back no more
		END IF;
		UPDATE messaging.customer AS r SET version = r.version + 1 WHERE r.tenant = c.tenant AND r.id = c.id;
		PERFORM messaging.customer_emit(tenant, id, 'customer.changed');
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'), CASE
		WHEN problem IS NULL THEN messaging.customer_card(tenant, id)
		WHEN problem = 'not_yours' THEN ops.wrong_field('number', 'It has a history that you may not see: a supervisor can add it.')
		WHEN problem = 'customer_merged' THEN jsonb_build_object('merged_into', messaging.customer_root(tenant, id)::text)
		WHEN problem = 'number_known' THEN jsonb_build_object('customers', known)
		WHEN problem = 'invalid' AND number LIKE 'mail:%' THEN ops.wrong_field('email', 'Must be an e-mail address.')
		WHEN problem = 'invalid' THEN ops.wrong_field('number', 'Must be an E.164 number, as "+4930123456", or a short code of 3 to 8 digits.') END));
END $$;
