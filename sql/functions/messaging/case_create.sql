-- case_create: a new case of a customer, or of an interaction (then its conversation is linked
-- to it, and its end goes there). Answers 'created' with the case; 'invalid' without title or
-- with neither customer nor interaction; 'not_found', also to who may not see the customer
-- (customer_seen) or the interaction. 'customer_merged': the customer's record is part of another one (body: `merged_into`).
-- Keys: conversation (of the interaction), customer, command.
CREATE OR REPLACE FUNCTION messaging.case_create(command bytea, fingerprint bytea, tenant bigint,
	actor bigint, actor_role text, customer bigint, title text, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.conversation;
	made bigint;
	need bigint[];
	into_ bigint;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT r.* INTO c FROM routing.v_interaction AS i
	JOIN messaging.conversation AS r ON r.tenant = i.tenant AND r.id = i.conversation
	WHERE i.tenant = case_create.tenant AND i.id = case_create.interaction;
	need := array_remove(ARRAY[messaging.key_of(tenant, c.id), ops.key('customer', tenant, COALESCE(customer, c.customer)::text)], NULL);
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	into_ := NULLIF(messaging.customer_root(tenant, customer), customer);
	problem := CASE
		WHEN COALESCE(length(btrim(title)), 0) NOT BETWEEN 1 AND 200 THEN 'invalid'
		WHEN customer IS NULL AND interaction IS NULL THEN 'invalid'
		WHEN interaction IS NOT NULL AND (c.id IS NULL
			OR NOT routing.interaction_may_read(tenant, interaction, actor, actor_role)) THEN 'not_found'
		WHEN customer IS NOT NULL AND NOT EXISTS (SELECT FROM messaging.customer AS k
			WHERE k.tenant = case_create.tenant AND k.id = case_create.customer AND k.erased_at IS NULL
				AND messaging.customer_seen(k.tenant, k.id, actor, actor_role)) THEN 'not_found'
		WHEN into_ IS NOT NULL THEN 'customer_merged'
		WHEN c.customer <> customer THEN 'invalid' END;
	IF problem IS NULL THEN
		made := messaging.case_store(tenant, COALESCE(customer, c.customer), c.number, title, actor, ops.clock(), c.kind);
		IF c.state = 'open' THEN
			UPDATE messaging.conversation AS r SET case_id = made, version = r.version + 1
			WHERE r.tenant = c.tenant AND r.id = c.id;
			PERFORM ops.emit(tenant, 4, c.id, c.version + 1);
		END IF;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'created'),
		CASE WHEN problem IS NULL THEN messaging.case_json(tenant, made)
			WHEN problem = 'invalid' AND COALESCE(length(btrim(title)), 0) NOT BETWEEN 1 AND 200 THEN
				ops.wrong_field('title', 'Must have 1 to 200 characters, not only spaces.')
			WHEN problem = 'customer_merged' THEN jsonb_build_object('merged_into', into_::text)
			WHEN problem = 'invalid' THEN ops.wrong_field('customer', 'Is not the customer of this interaction.') END));
END $$;
