-- session_open: a login whose password was checked. Keys: agent (the user's id), command.
-- A workspace login counts as a stream not yet opened: until a page opens it within the lease's
-- times, the agent gets no offers, and in the end is logged out. It brings an agent who was
-- logged out to Work Offline (rule 'login').
-- factor_step, recovery: the code of a second factor; key, key_count, challenge: the answer of a security key (second_factor_take). provider: the identity provider that
-- vouches for the user, second factor included. ttl_ms: the installation's, which the tenant's session_ms shortens; the workspace's is a day at the most (60-emergency). Who must have a second factor and has none gets a session
-- of a quarter of an hour that can set one up, nothing else (`enrolling`).
-- Outcomes: created (body: session), not_found, forbidden (disabled), no_licence (the app needs a licence or role that the
-- user has not; body: the `apps` that the user may log in to), second_factor_required (body: `listed`, the security keys, `codes`, whether a code does, now_s),
-- wrong_code, wrong_security_key, second_factor_blocked (body: wait_ms).
DROP FUNCTION IF EXISTS presence.session_open(bytea, bytea, bigint, bigint, text, bytea, bigint); -- knew no source
DROP FUNCTION IF EXISTS presence.session_open(bytea, bytea, bigint, bigint, text, bytea, bigint, text); -- nor factors
DROP FUNCTION IF EXISTS presence.session_open(bytea, bytea, bigint, bigint, text, bytea, bigint, text, bigint, bytea, boolean); -- nor which provider
DROP FUNCTION IF EXISTS presence.session_open(bytea, bytea, bigint, bigint, text, bytea, bigint, text, bigint, bytea, bigint); -- nor what device
DROP FUNCTION IF EXISTS presence.session_open(bytea, bytea, bigint, bigint, text, bytea, bigint, text, bigint, bytea, bigint, text); -- nor security keys
CREATE OR REPLACE FUNCTION presence.session_open(command bytea, fingerprint bytea, tenant bigint, user_id bigint,
	app text, token_hash bytea, ttl_ms bigint, source text DEFAULT NULL,
	factor_step bigint DEFAULT NULL, recovery bytea DEFAULT NULL, provider bigint DEFAULT NULL,
	device text DEFAULT NULL, key bigint DEFAULT NULL, key_count bigint DEFAULT NULL, challenge bytea DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	at_now timestamptz;
	u directory.app_user;
	t directory.tenant;
	ends timestamptz;
	session bigint;
	problem text;
	has record;
	enrolling boolean;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	at_now := ops.clock();
	SELECT * INTO u FROM directory.app_user AS x WHERE x.tenant = session_open.tenant AND x.id = session_open.user_id;
	IF NOT FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	ELSIF u.disabled THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'forbidden', NULL));
	ELSIF NOT presence.app_allowed(app, u.role, u.has_seat, u.has_work) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'no_licence',
			jsonb_build_object('apps', presence.apps_of(u.role, u.has_seat, u.has_work))));
	END IF;

	has := presence.factors_of(tenant, user_id);
	problem := CASE WHEN provider IS NULL THEN presence.second_factor_take(tenant, user_id, factor_step, recovery, key, key_count, challenge) END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'second_factor_blocked' THEN jsonb_build_object('wait_ms', (SELECT presence.second_factor_wait(f)
				FROM directory.second_factor AS f WHERE f.tenant = session_open.tenant AND f.user_id = session_open.user_id))
			WHEN 'second_factor_required' THEN jsonb_build_object('listed', presence.security_keys_listed(tenant, user_id), 'codes', has.codes,
				'now_s', floor(extract(epoch FROM at_now))::bigint) END));
	END IF;
	SELECT * INTO t FROM directory.tenant AS x WHERE x.id = session_open.tenant;
	enrolling := provider IS NULL AND u.role = ANY (t.second_factor_roles) AND NOT has.codes AND has.keys = 0;
	ttl_ms := LEAST(ttl_ms, t.session_ms, CASE WHEN app = 'workspace' THEN 24 * 3600 * 1000 END, CASE WHEN enrolling THEN 15 * 60 * 1000 END);
	ends := at_now + ttl_ms * interval '1 ms';
	INSERT INTO presence.session (tenant, user_id, app, token_hash, opened_at, expires_at, source, enrolling, device, proved_at)
	VALUES (tenant, user_id, app, token_hash, at_now, ends, left(source, 64), enrolling,
		NULLIF(btrim(device), ''), at_now)
	RETURNING id INTO session;
	PERFORM ops.emit_public(s.tenant, 7, s.id, 1, 'login.succeeded', presence.session_event_state(s))
	FROM presence.session AS s WHERE s.tenant = session_open.tenant AND s.id = session;
	PERFORM ops.audit_add(tenant, user_id, u.role, 'session_open', 7, session,
		jsonb_strip_nulls(jsonb_build_object('app', app, 'identity_provider', provider::text)));
	IF app = 'workspace' AND NOT enrolling THEN
		INSERT INTO presence.stream (tenant, session, boot, agent, state, stale_since, lost_at, gone_at, ends_at, due_at)
		SELECT tenant, session, 0, user_id, 'closed', at_now, d.lost_at, d.gone_at, ends, LEAST(d.lost_at, ends)
		FROM presence.deadlines(tenant, at_now, true) AS d;
		PERFORM presence.lease_apply(tenant, user_id, at_now);
		PERFORM presence.emergency_catch_up(tenant, user_id, at_now);
		PERFORM presence.emergency_login(tenant, user_id);
		IF (presence.agent_row(tenant, user_id)).chosen = 'logged_out' THEN
			PERFORM presence.status_put(tenant, user_id, 'work_offline', false, NULL, 'rule', NULL, 'login');
			PERFORM presence.gate_tell(tenant, user_id);
		END IF;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint,
		ops.answer(mark, 'created', presence.session_body(tenant, session)));
END $$;
