-- second_factor_confirm: the first right code (see second_factor_take): the factor counts from now on
-- (factor_added). Its recovery codes come as hashes, and in a box that stands in the answer. Keys: agent, command.
-- Outcomes: ok, wrong_code, second_factor_there, not_found.
DROP FUNCTION IF EXISTS presence.second_factor_confirm(bytea, bytea, bigint, bigint, bigint, bytea[], bytea); -- knew no session
CREATE OR REPLACE FUNCTION presence.second_factor_confirm(command bytea, fingerprint bytea, tenant bigint, user_id bigint,
	step bigint, hashes bytea[], box bytea, session bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	f directory.second_factor;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	SELECT * INTO f FROM directory.second_factor AS r
	WHERE r.tenant = second_factor_confirm.tenant AND r.user_id = second_factor_confirm.user_id;
	problem := CASE WHEN f.user_id IS NULL THEN 'not_found' WHEN f.confirmed_at IS NOT NULL THEN 'second_factor_there'
		WHEN step <= f.last_step THEN 'wrong_code' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, NULL));
	END IF;
	UPDATE directory.second_factor AS r SET confirmed_at = ops.clock(), last_step = step
	WHERE r.tenant = f.tenant AND r.user_id = f.user_id;
	PERFORM presence.recovery_codes_store(tenant, user_id, hashes);
	PERFORM ops.audit_add(tenant, user_id, (SELECT u.role FROM directory.app_user AS u
		WHERE u.tenant = second_factor_confirm.tenant AND u.id = user_id), 'second_factor_enable', 8, user_id, '{"resource": "user"}');
	PERFORM presence.factor_added(tenant, user_id, session);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', jsonb_build_object('box', encode(box, 'hex'))));
END $$;
