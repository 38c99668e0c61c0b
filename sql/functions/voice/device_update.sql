-- device_update: changes a phone; null leaves a field as it is. Another algorithm needs another hash, so another password: the phone
-- is rotated. Without `version`: whatever it is.
-- Keys: device, command. Outcomes: ok, not_found, stale_version.
CREATE OR REPLACE FUNCTION voice.device_update(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	actor_side text, id bigint, version bigint, label text, algorithm text, secret bytea, password bytea, realm text, servers text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	d voice.device;
	problem text;
	other boolean;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO d FROM voice.device AS r WHERE r.tenant = device_update.tenant AND r.id = device_update.id;
	problem := voice.device_problem(d, tenant, id, version, actor, actor_role, actor_side);
	other := algorithm <> d.algorithm;
	IF problem IS NULL THEN
		UPDATE voice.device AS r SET label = COALESCE(device_update.label, r.label), version = r.version + 1
		WHERE r.tenant = d.tenant AND r.id = d.id;
		IF other THEN
			PERFORM voice.device_rekey(d, algorithm, secret);
		END IF;
		PERFORM ops.config_emit(tenant, id);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'device_update', 8, id, jsonb_build_object('user', d.owner::text, 'side', d.side,
			'algorithm', COALESCE(algorithm, d.algorithm), 'rotated', COALESCE(other, false)));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem IS NULL THEN voice.device_shown(tenant, id, realm, servers, CASE WHEN other THEN password END)
			WHEN problem = 'stale_version' THEN jsonb_build_object('state', voice.device_json(tenant, id, realm, servers)) END));
END $$;
