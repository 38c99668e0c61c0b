-- second_factor_remove: an administrator takes away a user's second factors, who has lost them, security keys too: with the
-- next login they may, or must, set up another. Never their own: POST /me/second-factor/end asks for a code.
-- Keys: agent, command. Outcomes: ok, not_found, own_account.
CREATE OR REPLACE FUNCTION presence.second_factor_remove(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, user_id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	codes boolean := false;
	keys boolean := false;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	IF actor = user_id THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'own_account', NULL));
	END IF;
	PERFORM FROM directory.app_user AS u WHERE u.tenant = second_factor_remove.tenant AND u.id = second_factor_remove.user_id AND u.role <> 'operator';
	IF FOUND THEN
		DELETE FROM directory.second_factor AS f WHERE f.tenant = second_factor_remove.tenant AND f.user_id = second_factor_remove.user_id;
		codes := FOUND;
		DELETE FROM directory.security_key AS k WHERE k.tenant = second_factor_remove.tenant AND k.user_id = second_factor_remove.user_id;
		keys := FOUND;
		DELETE FROM directory.security_key_holder AS h WHERE h.tenant = second_factor_remove.tenant AND h.user_id = second_factor_remove.user_id;
	END IF;
	IF NOT codes AND NOT keys THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	PERFORM ops.audit_add(tenant, actor, actor_role, 'second_factor_disable', 8, user_id, '{"resource": "user"}');
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', NULL));
END $$;
