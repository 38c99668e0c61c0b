-- endpoint_rotate: a new secret, sealed; the one before signs too for 24 hours.
-- Keys: webhook, command. Outcomes: ok, not_found, forbidden (the API key that asks may not read what the webhook sends).
DROP FUNCTION IF EXISTS hooks.endpoint_rotate(bytea, bytea, bigint, bigint, text, bigint, bytea); -- the audit log did not say which key, and from where
CREATE OR REPLACE FUNCTION hooks.endpoint_rotate(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint, secret bytea, origin jsonb DEFAULT '{}')
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	e hooks.endpoint;
	problem text;
	lacking text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO e FROM hooks.endpoint AS r WHERE r.tenant = endpoint_rotate.tenant AND r.id = endpoint_rotate.id;
	problem := hooks.endpoint_problem(e, tenant, id, NULL);
	lacking := hooks.scope_lacking(tenant, e.types, origin);
	problem := COALESCE(problem, CASE WHEN lacking IS NOT NULL THEN 'forbidden' END);
	IF problem IS NULL THEN
		UPDATE hooks.endpoint AS r
		SET secret = endpoint_rotate.secret, former_secret = r.secret,
			former_until = ops.clock() + interval '24 hours', version = r.version + 1
		WHERE r.tenant = e.tenant AND r.id = e.id;
		PERFORM ops.config_emit(tenant, id);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'webhook_rotate', 8, id, jsonb_strip_nulls(origin));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem IS NULL THEN hooks.endpoint_json(tenant, id) || hooks.secret_json(secret)
			WHEN problem = 'forbidden' THEN ops.wrong_field('types', ops.scope_words(lacking)) END));
END $$;
