-- second_factor_change: with a right code, new recovery codes for a user's own second factor, or with
-- `hashes` null its end, which a role that must have one is refused unless a security key is left. Keys: agent, command.
-- Outcomes: ok, wrong_code, second_factor_blocked, second_factor_mandatory, not_found.
CREATE OR REPLACE FUNCTION presence.second_factor_change(command bytea, fingerprint bytea, tenant bigint, user_id bigint,
	step bigint, recovery bytea, hashes bytea[], box bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c record;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	SELECT k.confirmed, k.required, u.role INTO c FROM presence.second_factor_case(tenant, user_id) AS k
	JOIN directory.app_user AS u ON u.tenant = second_factor_change.tenant AND u.id = user_id;
	problem := CASE WHEN NOT COALESCE(c.confirmed, false) THEN 'not_found'
		WHEN hashes IS NULL AND c.required AND (presence.factors_of(tenant, user_id)).keys = 0 THEN 'second_factor_mandatory'
		ELSE presence.second_factor_take(tenant, user_id, step, recovery) END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, NULL));
	END IF;
	IF hashes IS NULL THEN
		DELETE FROM directory.second_factor AS f WHERE f.tenant = second_factor_change.tenant AND f.user_id = second_factor_change.user_id;
	ELSE
		PERFORM presence.recovery_codes_store(tenant, user_id, hashes);
	END IF;
	PERFORM ops.audit_add(tenant, user_id, c.role, CASE WHEN hashes IS NULL THEN 'second_factor_disable' ELSE 'recovery_codes_make' END,
		8, user_id, '{"resource": "user"}');
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok',
		CASE WHEN box IS NOT NULL THEN jsonb_build_object('box', encode(box, 'hex')) END));
END $$;
