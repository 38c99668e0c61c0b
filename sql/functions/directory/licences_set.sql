-- licences_set: an operator says how many licences an organisation has; null: as many as it likes. Whoever holds one keeps it. `tenant`,
-- `actor`: the operator's. Keys: config (the organisation's), command. Outcomes: ok (body: licences), not_found.
CREATE OR REPLACE FUNCTION directory.licences_set(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text, origin jsonb,
	organisation bigint, seats integer, work_licences integer)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	before jsonb := directory.licences(organisation);
	change jsonb;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', organisation, ''));
	END IF;
	IF before IS NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	UPDATE directory.tenant AS t SET seats = licences_set.seats, work_licences = licences_set.work_licences, version = t.version + 1 WHERE t.id = organisation;
	change := jsonb_strip_nulls(jsonb_build_object('resource', 'tenant') || origin) || jsonb_build_object('before', before, 'after', directory.licences(organisation));
	PERFORM ops.audit_add(organisation, NULL, actor_role, 'licences_set', 8, organisation, change);
	IF organisation <> tenant THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'licences_set', 8, organisation, change);
	END IF;
	PERFORM ops.config_emit(organisation, 0);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', directory.licences(organisation)));
END $$;
