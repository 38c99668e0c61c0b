-- security_key_add: registers a security key that presenced has verified; it counts at once (factor_added). Keys: agent, command.
-- Outcomes: created, security_key_there, security_keys_full, challenge_used, not_found.
CREATE OR REPLACE FUNCTION presence.security_key_add(command bytea, fingerprint bytea, tenant bigint, user_id bigint, challenge bytea,
	credential bytea, public_key bytea, sign_count bigint, transports text[], label text, session bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	k directory.security_key;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	problem := CASE WHEN NOT EXISTS (SELECT FROM directory.security_key_holder AS h
			WHERE h.tenant = security_key_add.tenant AND h.user_id = security_key_add.user_id) THEN 'not_found'
		WHEN (presence.factors_of(tenant, user_id)).keys >= 10 THEN 'security_keys_full'
		WHEN NOT presence.security_key_challenge_take(tenant, user_id, challenge) THEN 'challenge_used' END;
	IF problem IS NULL THEN
		INSERT INTO directory.security_key (tenant, user_id, credential, public_key, sign_count, transports, label, made_at)
		VALUES (tenant, user_id, credential, public_key, sign_count, transports, btrim(label), ops.clock())
		ON CONFLICT ON CONSTRAINT security_key_once DO NOTHING
		RETURNING * INTO k;
		problem := CASE WHEN k.id IS NULL THEN 'security_key_there' END;
	END IF;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, NULL));
	END IF;
	PERFORM ops.audit_add(tenant, user_id, (SELECT u.role FROM directory.app_user AS u
		WHERE u.tenant = security_key_add.tenant AND u.id = security_key_add.user_id), 'security_key_add', 8, user_id,
		jsonb_build_object('resource', 'user', 'security_key', k.id::text, 'label', k.label));
	PERFORM presence.factor_added(tenant, user_id, session);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'created', presence.security_key_json(k)));
END $$;
