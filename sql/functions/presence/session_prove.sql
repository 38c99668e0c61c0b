-- session_prove: the user of a session proves again who they are, for this session alone: by the password, whose hash must still stand
-- (former_hash null: another one was typed), or where they have a second factor by a code of it or a security key (second_factor_take) and by nothing else.
-- Audited, also a refusal. Keys: agent (the user's id), command.
-- Outcomes: ok, wrong_password, wrong_code, wrong_security_key, second_factor_blocked, session_ended; idempotency_key_reused: the proof of this key is over, or
-- another session's.
DROP FUNCTION IF EXISTS presence.session_prove(bytea, bytea, bigint, bigint, bigint, text, bigint, bytea, text); -- knew no security keys
CREATE OR REPLACE FUNCTION presence.session_prove(command bytea, fingerprint bytea, tenant bigint, user_id bigint, session bigint,
	former_hash text, step bigint, recovery bytea, source text,
	key bigint DEFAULT NULL, key_count bigint DEFAULT NULL, challenge bytea DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	proof text;
	problem text;
	u directory.app_user;
BEGIN
	IF seen.outcome = 'ok' AND presence.session_proof(tenant, session) IS NOT NULL THEN -- an earlier proof's, or another session's
		RETURN ops.answer(mark, 'idempotency_key_reused', NULL);
	ELSIF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	SELECT * INTO u FROM directory.app_user AS x WHERE x.tenant = session_prove.tenant AND x.id = session_prove.user_id;
	proof := presence.proof_of(tenant, user_id);
	problem := CASE WHEN proof IN ('code', 'security_key')
			THEN presence.second_factor_take(tenant, user_id, COALESCE(step, CASE WHEN recovery IS NULL THEN -1 END), recovery, key, key_count, challenge)
		WHEN proof = 'login' OR former_hash IS DISTINCT FROM u.password_hash THEN 'wrong_password' END;
	IF problem IS NULL THEN
		UPDATE presence.session AS s SET proved_at = ops.clock() WHERE s.tenant = session_prove.tenant AND s.id = session_prove.session
			AND s.user_id = session_prove.user_id AND s.revoked_at IS NULL AND s.expires_at > ops.clock();
		problem := CASE WHEN NOT FOUND THEN 'session_ended' END;
	END IF;
	PERFORM ops.audit_add(tenant, user_id, u.role, CASE WHEN problem IS NULL THEN 'session_prove' ELSE 'session_prove_refused' END, 7, session,
		jsonb_strip_nulls(jsonb_build_object('proof', CASE WHEN key IS NOT NULL THEN 'security_key' ELSE proof END, 'problem', problem, 'source', source)));
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'), NULL));
END $$;
