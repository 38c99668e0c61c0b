-- endpoint_update: changes an endpoint; null leaves a field as it is. One that is enabled again goes
-- on with the next event: what came while it was off is found by GET /events only. The answer has what the linter finds.
-- Keys: webhook, command. Outcomes: ok, not_found, stale_version, forbidden (the API key
-- that asks may not read what the webhook sends, or is to send).
DROP FUNCTION IF EXISTS hooks.endpoint_update(bytea, bytea, bigint, bigint, text, bigint, bigint, text, text[], boolean, text); -- the audit log did not say which key, and from where
CREATE OR REPLACE FUNCTION hooks.endpoint_update(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint, version bigint, url text, types text[], enabled boolean, description text, origin jsonb DEFAULT '{}')
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
	SELECT * INTO e FROM hooks.endpoint AS r WHERE r.tenant = endpoint_update.tenant AND r.id = endpoint_update.id;
	problem := hooks.endpoint_problem(e, tenant, id, version);
	lacking := hooks.scope_lacking(tenant, e.types || types, origin); -- an address changed would lead what goes there elsewhere
	problem := COALESCE(problem, CASE WHEN lacking IS NOT NULL THEN 'forbidden' END);
	IF problem IS NULL THEN
		UPDATE hooks.endpoint AS r
		SET url = COALESCE(endpoint_update.url, r.url), types = COALESCE(endpoint_update.types, r.types),
			description = COALESCE(endpoint_update.description, r.description),
			enabled = COALESCE(endpoint_update.enabled, r.enabled),
			disabled_reason = CASE WHEN COALESCE(endpoint_update.enabled, r.enabled) THEN NULL
				ELSE COALESCE(r.disabled_reason, 'administrator') END,
			version = r.version + 1
		WHERE r.tenant = e.tenant AND r.id = e.id;
		IF endpoint_update.enabled AND NOT e.enabled THEN
			UPDATE hooks.position AS p SET pos = ops.feed_head(), event = 9223372036854775807, ahead = '[]'
			WHERE p.tenant = e.tenant AND p.endpoint = e.id;
		END IF;
		PERFORM ops.config_emit(tenant, id);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'webhook_update', 8, id,
			jsonb_strip_nulls(origin) || jsonb_build_object('before', jsonb_build_object('url', split_part(e.url, '?', 1), 'types', e.types, 'enabled', e.enabled)));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem IS NULL THEN hooks.endpoint_json(tenant, id)
				|| jsonb_build_object('warnings', routing.lint_json(tenant, routing.lint_touched(tenant, 'webhook', id, NULL, NULL)))
			WHEN problem = 'forbidden' THEN ops.wrong_field('types', ops.scope_words(lacking))
			WHEN problem = 'stale_version' THEN jsonb_build_object('state', hooks.endpoint_json(tenant, id)) END));
END $$;
