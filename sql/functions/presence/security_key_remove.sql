-- security_key_remove: a user removes one of their own security keys; the last one not while their role must have a second factor and they
-- have no authenticator. Keys: agent, command. Outcomes: ok, not_found, second_factor_mandatory.
CREATE OR REPLACE FUNCTION presence.security_key_remove(command bytea, fingerprint bytea, tenant bigint, user_id bigint, key bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	has record;
	u directory.app_user;
	k directory.security_key;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	SELECT * INTO k FROM directory.security_key AS r
	WHERE r.tenant = security_key_remove.tenant AND r.user_id = security_key_remove.user_id AND r.id = key;
	SELECT * INTO u FROM directory.app_user AS x WHERE x.tenant = security_key_remove.tenant AND x.id = security_key_remove.user_id;
	has := presence.factors_of(tenant, user_id);
	problem := CASE WHEN k.id IS NULL THEN 'not_found'
		WHEN has.keys = 1 AND NOT has.codes AND u.role = ANY (SELECT unnest(t.second_factor_roles) FROM directory.tenant AS t WHERE t.id = u.tenant)
			THEN 'second_factor_mandatory' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, NULL));
	END IF;
	DELETE FROM directory.security_key AS r WHERE r.tenant = k.tenant AND r.id = k.id;
	PERFORM ops.audit_add(tenant, user_id, u.role, 'security_key_remove', 8, user_id,
		jsonb_build_object('resource', 'user', 'security_key', k.id::text, 'label', k.label));
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', NULL));
END $$;
