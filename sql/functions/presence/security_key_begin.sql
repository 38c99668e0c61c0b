-- security_key_begin: a user begins to register a security key; `handle` is what keys know them by, unless they have one already.
-- Keys: agent, command. Outcomes: ok (body: what presenced makes a browser's options of), security_keys_full, not_found.
CREATE OR REPLACE FUNCTION presence.security_key_begin(command bytea, fingerprint bytea, tenant bigint, user_id bigint, handle bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	u directory.app_user;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	SELECT * INTO u FROM directory.app_user AS x WHERE x.tenant = security_key_begin.tenant AND x.id = security_key_begin.user_id;
	problem := CASE WHEN u.id IS NULL THEN 'not_found' WHEN (presence.factors_of(tenant, user_id)).keys >= 10 THEN 'security_keys_full' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, NULL));
	END IF;
	INSERT INTO directory.security_key_holder (tenant, user_id, handle) VALUES (tenant, user_id, handle) ON CONFLICT DO NOTHING;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', jsonb_build_object(
		'handle', (SELECT encode(h.handle, 'hex') FROM directory.security_key_holder AS h
			WHERE h.tenant = security_key_begin.tenant AND h.user_id = security_key_begin.user_id),
		'username', u.username, 'name', u.name, 'tenant', (SELECT t.name FROM directory.tenant AS t WHERE t.id = u.tenant),
		'listed', presence.security_keys_listed(tenant, user_id), 'now_s', floor(extract(epoch FROM ops.clock()))::bigint)));
END $$;
