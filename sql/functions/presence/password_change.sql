-- password_change: a user's own new password; the caller has checked the former one, whose hash must
-- still stand. All their sessions but `session` end. Keys: agent (the user's id), command.
-- Outcomes: ok, wrong_password (it was changed in the meantime), emergency_runs (body: what runs): it would log out an agent in an emergency,
-- or end another page of theirs that answers and may have the call (EM-6).
CREATE OR REPLACE FUNCTION presence.password_change(command bytea, fingerprint bytea, tenant bigint, user_id bigint,
	session bigint, former_hash text, password_hash text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	ended integer;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	IF presence.login_in_emergency(tenant, user_id, NULL) AND (EXISTS (SELECT FROM presence.session AS s
			WHERE s.tenant = password_change.tenant AND s.user_id = password_change.user_id AND s.id <> password_change.session
				AND presence.login_live(s.tenant, s.id, ops.clock())) -- a silent page, too: it may have the call
		OR NOT EXISTS (SELECT FROM presence.session AS s
			WHERE s.tenant = password_change.tenant AND s.id = password_change.session AND s.app = 'workspace')) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'emergency_runs',
			presence.emergency_refusal(tenant, user_id, ops.clock())));
	END IF;
	UPDATE directory.app_user AS u SET password_hash = password_change.password_hash, version = u.version + 1
	WHERE u.tenant = password_change.tenant AND u.id = password_change.user_id
		AND u.password_hash = password_change.former_hash;
	IF NOT FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'wrong_password', NULL));
	END IF;
	ended := presence.logins_end(tenant, user_id, session, NULL, 'agent', user_id, NULL);
	PERFORM ops.audit_add(tenant, user_id, (SELECT u.role FROM directory.app_user AS u
		WHERE u.tenant = password_change.tenant AND u.id = password_change.user_id), 'password_change', 8, user_id,
		jsonb_build_object('resource', 'user', 'sessions_ended', ended));
	PERFORM ops.config_emit(tenant, user_id);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', NULL));
END $$;
