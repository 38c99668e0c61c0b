-- second_factor_make: begins to set up a user's own second factor; it counts once it is confirmed. The box
-- stands in the answer: only presenced opens it. Keys: agent, command.
-- Outcomes: created, second_factor_there.
CREATE OR REPLACE FUNCTION presence.second_factor_make(command bytea, fingerprint bytea, tenant bigint, user_id bigint,
	secret bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	DELETE FROM directory.second_factor AS f
	WHERE f.tenant = second_factor_make.tenant AND f.user_id = second_factor_make.user_id AND f.confirmed_at IS NULL;
	INSERT INTO directory.second_factor (tenant, user_id, secret, made_at) VALUES (tenant, user_id, secret, ops.clock())
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'second_factor_there', NULL));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'created',
		jsonb_build_object('box', encode(secret, 'hex'),
			'username', (SELECT u.username FROM directory.app_user AS u WHERE u.tenant = second_factor_make.tenant AND u.id = user_id),
			'issuer', (SELECT t.name FROM directory.tenant AS t WHERE t.id = second_factor_make.tenant))));
END $$;
