-- device_rotate: a new password; the one before is good for nothing, and where the phone was reached is forgotten.
-- Keys: device, command. Outcomes: ok, not_found.
CREATE OR REPLACE FUNCTION voice.device_rotate(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	actor_side text, id bigint, algorithm text, secret bytea, password bytea, realm text, servers text)
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
	SELECT * INTO d FROM voice.device AS r WHERE r.tenant = device_rotate.tenant AND r.id = device_rotate.id;
	problem := voice.device_problem(d, tenant, id, NULL, actor, actor_role, actor_side);
	IF problem IS NULL THEN
		PERFORM voice.device_rekey(d, algorithm, secret);
		UPDATE voice.device AS r SET version = r.version + 1 WHERE r.tenant = d.tenant AND r.id = d.id;
		PERFORM ops.config_emit(tenant, id);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'device_rotate', 8, id, jsonb_build_object('user', d.owner::text, 'side', d.side));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem IS NULL THEN voice.device_shown(tenant, id, realm, servers, password) END));
END $$;
