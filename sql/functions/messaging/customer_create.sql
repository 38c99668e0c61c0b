-- customer_create: a new customer with a number (null: none). The number's open conversations,
-- its history and its cases without customer become theirs, unless the number has another
-- customer already. Answers 'created' with the card; 'number_known', unless it is confirmed: others whom
-- the actor may see have the number (body: `customers`); 'invalid': name or company (name_valid), notes over
-- 8,000 characters, a number neither E.164 nor a short code; 'not_yours': the number has a history
-- that the actor may not see (number_seen).
-- Keys: customer_number, command; conversation and interaction of each that is open.
DROP FUNCTION IF EXISTS messaging.customer_create(bytea, bytea, bigint, bigint, text, text, text, text, text); -- it knew of no company
CREATE OR REPLACE FUNCTION messaging.customer_create(command bytea, fingerprint bytea,
	tenant bigint, actor bigint, actor_role text, name text, number text, notes text, language text DEFAULT NULL, company text DEFAULT NULL, confirm boolean DEFAULT true)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	need bigint[];
	made bigint;
	wrong jsonb;
	known jsonb;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	wrong := CASE
		WHEN NOT messaging.name_valid(name) THEN ops.wrong_field('name', 'Must be a name of 1 to 200 characters that can be seen.')
		WHEN company IS NOT NULL AND NOT messaging.name_valid(company) THEN ops.wrong_field('company', 'Must be a name of 1 to 200 characters that can be seen.')
		WHEN length(notes) > 8000 THEN ops.wrong_field('notes', 'Must be at most 8,000 characters long.')
		WHEN number !~ '^(\+[1-9][0-9]{6,14}|[0-9]{3,8}|web:[0-9a-f]{20}|call:[!-~]{1,128})$' THEN
			ops.wrong_field('number', 'Must be an E.164 number, as "+4930123456", or a short code of 3 to 8 digits.') END;
	IF wrong IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'invalid', wrong));
	END IF;
	IF NOT messaging.number_seen(tenant, number, actor, actor_role) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_yours',
			ops.wrong_field('number', 'It has a history that you may not see: a supervisor can create the record.')));
	END IF;
	IF number IS NOT NULL THEN
		need := messaging.number_keys(tenant, number);
		IF NOT ops.keys_held(need) THEN
			RETURN ops.moved(need);
		END IF;
	END IF;
	known := CASE WHEN NOT confirm THEN messaging.number_known(tenant, number, actor, actor_role) END;
	IF known IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'number_known', jsonb_build_object('customers', known)));
	END IF;
	made := nextval('messaging.customer_id');
	INSERT INTO messaging.customer (tenant, id, name, company, language, notes, created_at)
	VALUES (tenant, made, btrim(name), btrim(company), language, COALESCE(notes, ''), ops.clock());
	IF number IS NOT NULL THEN
		INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (tenant, number, made);
		INSERT INTO messaging.customer_number (tenant, number, customer)
		SELECT customer_create.tenant, m, made FROM messaging.visitor_mail(tenant, number) AS m WHERE m IS NOT NULL;
		PERFORM messaging.customer_link(tenant, number, made);
	END IF;
	PERFORM messaging.customer_emit(tenant, made, 'customer.created');
	RETURN ops.command_store(tenant, command, fingerprint,
		ops.answer(mark, 'created', messaging.customer_card(tenant, made)));
END $$;
