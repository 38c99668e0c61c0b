-- endpoint_create: a new endpoint; its first event is the next one. The secret comes sealed for
-- (tenant, id) and stands sealed in the answer, `secret.box`: only hookd opens it. At most 50 a tenant
-- and 1,000 in all: 'too_many'. An API key can name only events that it
-- may read itself: 'forbidden' (ops.event_scope).
-- Keys: webhooks (''), command.
DROP FUNCTION IF EXISTS hooks.endpoint_create(bytea, bytea, bigint, bigint, text, bigint, text, text[], boolean, text, bytea); -- the audit log did not say which key, and from where
CREATE OR REPLACE FUNCTION hooks.endpoint_create(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint, url text, types text[], enabled boolean, description text, secret bytea, origin jsonb DEFAULT '{}')
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	lacking text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('webhooks', tenant, ''));
	END IF;
	lacking := hooks.scope_lacking(tenant, types, origin);
	IF lacking IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'forbidden', ops.wrong_field('types',
			ops.scope_words(lacking))));
	END IF;
	IF (SELECT count(*) FROM hooks.endpoint AS e WHERE e.tenant = endpoint_create.tenant) >= 50
		OR (SELECT count(*) FROM hooks.endpoint) >= 1000 THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'too_many', NULL));
	END IF;
	INSERT INTO hooks.endpoint (tenant, id, url, types, enabled, disabled_reason, description, secret, created_at)
	VALUES (tenant, id, url, types, COALESCE(enabled, true), CASE WHEN NOT enabled THEN 'administrator' END,
		COALESCE(description, ''), secret, ops.clock());
	INSERT INTO hooks.position (tenant, endpoint, pos, event)
	VALUES (tenant, id, ops.feed_head(), 9223372036854775807);
	PERFORM ops.holder_add('hook', id);
	PERFORM ops.config_emit(tenant, id);
	PERFORM ops.audit_add(tenant, actor, actor_role, 'webhook_create', 8, id, jsonb_strip_nulls(origin) || jsonb_build_object('url', split_part(url, '?', 1)));
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'created',
		hooks.endpoint_json(tenant, id) || hooks.secret_json(secret)));
END $$;
