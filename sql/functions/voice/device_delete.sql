-- device_delete: a phone goes, and where it was reached.
-- Keys: device, command. Outcomes: ok, not_found, stale_version.
CREATE OR REPLACE FUNCTION voice.device_delete(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	actor_side text, id bigint, version bigint, realm text, servers text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	d voice.device;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO d FROM voice.device AS r WHERE r.tenant = device_delete.tenant AND r.id = device_delete.id;
	problem := voice.device_problem(d, tenant, id, version, actor, actor_role, actor_side);
	IF problem IS NULL THEN
		DELETE FROM voice.device AS r WHERE r.tenant = d.tenant AND r.id = d.id;
		PERFORM ops.config_emit(tenant, id);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'device_delete', 8, id, jsonb_build_object('user', d.owner::text, 'side', d.side));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem = 'stale_version' THEN jsonb_build_object('state', voice.device_json(tenant, id, realm, servers)) END));
END $$;
