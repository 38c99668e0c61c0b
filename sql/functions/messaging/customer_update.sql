-- customer_update: changes name and notes; null leaves one as it is. Answers the card;
-- 'stale_version' with the state when it is not the version given; 'invalid'; 'not_found', also to
-- who may not see it (customer_seen).
-- Keys: customer, command.
CREATE OR REPLACE FUNCTION messaging.customer_update(command bytea, fingerprint bytea,
	tenant bigint, actor bigint, actor_role text, id bigint, version bigint, name text, notes text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.customer;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('customer', tenant, id::text));
	END IF;
	SELECT * INTO c FROM messaging.customer AS r WHERE r.tenant = customer_update.tenant AND r.id = customer_update.id;
	problem := CASE
		WHEN c.id IS NULL OR c.erased_at IS NOT NULL OR NOT messaging.customer_seen(tenant, id, actor, actor_role) THEN 'not_found'
		WHEN c.version <> COALESCE(customer_update.version, c.version) THEN 'stale_version'
		WHEN (name IS NOT NULL AND NOT messaging.name_valid(name)) OR length(notes) > 8000 THEN 'invalid' END;
	IF problem IS NULL THEN
		UPDATE messaging.customer AS r
		SET name = COALESCE(btrim(customer_update.name), r.name), notes = COALESCE(customer_update.notes, r.notes),
			version = r.version + 1
		WHERE r.tenant = c.tenant AND r.id = c.id;
		PERFORM ops.emit(tenant, 9, id, c.version + 1);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'), CASE
		WHEN problem IS NULL THEN messaging.customer_card(tenant, id)
		WHEN problem = 'invalid' AND length(notes) > 8000 THEN ops.wrong_field('notes', 'Must be at most 8,000 characters long.')
		WHEN problem = 'invalid' THEN ops.wrong_field('name', 'Must be a name of 1 to 200 characters that can be seen.')
		WHEN problem = 'stale_version' THEN jsonb_build_object('state',
			(SELECT s.state FROM messaging.customer_state(tenant, id) AS s)) END));
END $$;
