-- customer_update: changes name, notes and company; null leaves one as it is, an empty company removes it. Answers the card;
-- 'customer_merged': it is part of another record (body: `merged_into`); 'stale_version' with the state when it is not the version given; 'invalid'; 'not_found', also to
-- who may not see it (customer_seen).
-- Keys: customer, command.
DROP FUNCTION IF EXISTS messaging.customer_update(bytea, bytea, bigint, bigint, text, bigint, bigint, text, text); -- it knew of no company
CREATE OR REPLACE FUNCTION messaging.customer_update(command bytea, fingerprint bytea,
	tenant bigint, actor bigint, actor_role text, id bigint, version bigint, name text, notes text, company text DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.customer;
	problem text;
	wrong jsonb;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('customer', tenant, id::text));
	END IF;
	SELECT * INTO c FROM messaging.customer AS r WHERE r.tenant = customer_update.tenant AND r.id = customer_update.id;
	wrong := CASE
		WHEN name IS NOT NULL AND NOT messaging.name_valid(name) THEN ops.wrong_field('name', 'Must be a name of 1 to 200 characters that can be seen.')
		WHEN company <> '' AND NOT messaging.name_valid(company) THEN ops.wrong_field('company', 'Must be a name of 1 to 200 characters that can be seen.')
		WHEN length(notes) > 8000 THEN ops.wrong_field('notes', 'Must be at most 8,000 characters long.') END;
	problem := CASE
		WHEN c.id IS NULL OR c.erased_at IS NOT NULL OR NOT messaging.customer_seen(tenant, id, actor, actor_role) THEN 'not_found'
		WHEN c.merged_into IS NOT NULL THEN 'customer_merged'
		WHEN c.version <> COALESCE(customer_update.version, c.version) THEN 'stale_version'
		WHEN wrong IS NOT NULL THEN 'invalid' END;
	IF problem IS NULL THEN
		UPDATE messaging.customer AS r
		SET name = COALESCE(btrim(customer_update.name), r.name), notes = COALESCE(customer_update.notes, r.notes),
			company = NULLIF(COALESCE(btrim(customer_update.company), r.company), ''),
			version = r.version + 1
		WHERE r.tenant = c.tenant AND r.id = c.id;
		PERFORM messaging.customer_emit(tenant, id, 'customer.changed');
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'), CASE
		WHEN problem IS NULL THEN messaging.customer_card(tenant, id)
		WHEN problem = 'customer_merged' THEN jsonb_build_object('merged_into', messaging.customer_root(tenant, id)::text)
		WHEN problem = 'invalid' THEN wrong
		WHEN problem = 'stale_version' THEN jsonb_build_object('state',
			(SELECT s.state FROM messaging.customer_state(tenant, id) AS s)) END));
END $$;
