-- session_revoke: ends one session of a user, or with `session` null all of them: one's own, or by an
-- administrator, who makes the account's known browsers unknown besides. Open chats go back first in line. Keys: agent (the user's id), command.
-- Outcomes: ok (also when it had ended), not_found, emergency_runs (body: what runs: it would log out an agent in an emergency, and was not confirmed: EM-6).
DROP FUNCTION IF EXISTS presence.session_revoke(bytea, bytea, bigint, bigint, text, bigint, bigint); -- knew no confirmation
CREATE OR REPLACE FUNCTION presence.session_revoke(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, user_id bigint, session bigint, confirm boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	own boolean := actor IS NOT DISTINCT FROM user_id;
	ended integer;
	locked boolean;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	IF NOT EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = session_revoke.tenant AND u.id = session_revoke.user_id
			AND u.role <> 'operator')
		OR (session IS NOT NULL AND NOT EXISTS (SELECT FROM presence.session AS s WHERE s.tenant = session_revoke.tenant
			AND s.user_id = session_revoke.user_id AND s.id = session_revoke.session)) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	locked := presence.login_in_emergency(tenant, user_id, session);
	IF locked AND NOT COALESCE(confirm, false) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'emergency_runs',
			presence.emergency_refusal(tenant, user_id, ops.clock())));
	END IF;
	ended := presence.logins_end(tenant, user_id, NULL, session, CASE WHEN own THEN 'agent' ELSE 'supervisor' END, actor,
		CASE WHEN own THEN NULL ELSE 'session_revoked' END);
	UPDATE directory.app_user AS u SET device_generation = u.device_generation + 1
	WHERE NOT own AND u.tenant = session_revoke.tenant AND u.id = session_revoke.user_id;
	PERFORM ops.audit_add(tenant, actor, actor_role, 'session_revoke', 8, user_id,
		jsonb_strip_nulls(jsonb_build_object('resource', 'user', 'session', session::text, 'sessions_ended', ended, 'in_emergency', NULLIF(locked, false))));
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', jsonb_build_object('ended', ended)));
END $$;
