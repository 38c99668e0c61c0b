-- endpoint_delete: an endpoint goes with what waits for it; its attempts stay as long as others'. The
-- answer has what the linter finds then.
-- Keys: webhook, command. Outcomes: ok, not_found, stale_version.
DROP FUNCTION IF EXISTS hooks.endpoint_delete(bytea, bytea, bigint, bigint, text, bigint, bigint); -- the audit log did not say which key, and from where
CREATE OR REPLACE FUNCTION hooks.endpoint_delete(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint, version bigint, origin jsonb DEFAULT '{}')
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	e hooks.endpoint;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO e FROM hooks.endpoint AS r WHERE r.tenant = endpoint_delete.tenant AND r.id = endpoint_delete.id;
	problem := hooks.endpoint_problem(e, tenant, id, version);
	IF problem IS NULL THEN
		DELETE FROM hooks.parked AS p WHERE p.tenant = e.tenant AND p.endpoint = e.id;
		DELETE FROM hooks.dead AS d WHERE d.tenant = e.tenant AND d.endpoint = e.id;
		DELETE FROM hooks.position AS p WHERE p.tenant = e.tenant AND p.endpoint = e.id;
		DELETE FROM hooks.endpoint AS r WHERE r.tenant = e.tenant AND r.id = e.id;
		PERFORM ops.holder_remove('hook', id);
		PERFORM ops.config_emit(tenant, id);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'webhook_delete', 8, id, jsonb_strip_nulls(origin) || jsonb_build_object('url', split_part(e.url, '?', 1)));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem IS NULL THEN jsonb_build_object('id', id::text, 'webhook', id::text,
				'warnings', routing.lint_json(tenant, routing.lint_touched(tenant, 'webhook', id, NULL, NULL)))
			WHEN problem = 'stale_version' THEN jsonb_build_object('state', hooks.endpoint_json(tenant, id)) END));
END $$;
