-- session_close: an agent's or user's own logout, of this session only. Keys: agent (the user's id),
-- command. With the last workspace session ends the agent's login: open interactions must be gone
-- or, with return_work, go back first in line (RT-13).
-- Outcomes: ok (also when it was closed already), not_found, open_interactions (body: interactions), code_missing,
-- code_unknown (of the status Logged Out).
-- emergency_runs (body: what runs): a logout during an emergency without `confirm` (EM-6), also of one page of several: it may have the call.
DROP FUNCTION IF EXISTS presence.session_close(bytea, bytea, bigint, bigint, boolean, bigint); -- nor a confirmation
DROP FUNCTION IF EXISTS presence.session_close(bytea, bytea, bigint, bigint, boolean); -- it took no code
CREATE OR REPLACE FUNCTION presence.session_close(command bytea, fingerprint bytea, tenant bigint, session bigint,
	return_work boolean, code bigint, confirm boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	at_now timestamptz;
	s presence.session;
	last_one boolean;
	locked boolean;
	open_work jsonb;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO s FROM presence.session AS x WHERE x.tenant = session_close.tenant AND x.id = session_close.session;
	IF NOT FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, s.user_id::text));
	END IF;
	at_now := ops.clock();
	last_one := s.app = 'workspace' AND s.revoked_at IS NULL
		AND (presence.agent_row(tenant, s.user_id)).chosen <> 'logged_out'
		AND NOT presence.logged_in_elsewhere(tenant, s.user_id, session, at_now);
	locked := s.app = 'workspace' AND s.revoked_at IS NULL AND (last_one OR presence.login_live(tenant, session, at_now))
		AND presence.emergency_locked(tenant, s.user_id, at_now);
	IF locked AND NOT COALESCE(confirm, false) THEN
		RETURN ops.command_store(tenant, command, fingerprint,
			ops.answer(mark, 'emergency_runs', presence.emergency_refusal(tenant, s.user_id, at_now)));
	END IF;
	IF last_one AND NOT COALESCE(return_work, false) THEN
		SELECT jsonb_agg(o.interaction::text ORDER BY o.interaction) INTO open_work
		FROM routing.v_open AS o
		WHERE o.tenant = s.tenant AND o.agent = s.user_id AND o.state IN ('assigned', 'wrap_up');
		IF open_work IS NOT NULL THEN
			RETURN ops.command_store(tenant, command, fingerprint,
				ops.answer(mark, 'open_interactions', jsonb_build_object('interactions', open_work)));
		END IF;
	END IF;

	problem := CASE WHEN last_one THEN presence.code_problem(tenant, 'logged_out', code) END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem,
			ops.wrong_field('code', CASE problem WHEN 'code_missing' THEN 'This status needs a code.'
				ELSE 'This status has no such code.' END)));
	END IF;
	PERFORM ops.audit_add(tenant, s.user_id, 'agent', 'session_close', 7, session, jsonb_strip_nulls(jsonb_build_object('app', s.app,
		'in_emergency', NULLIF(locked, false))));
	IF last_one THEN
		PERFORM presence.log_out(tenant, s.user_id, 'agent', s.user_id, NULL, code, 'logged_out', 'none');
	ELSE
		PERFORM presence.sessions_revoke(tenant, s.user_id, session);
		PERFORM presence.lease_apply(tenant, s.user_id, at_now);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', NULL));
END $$;
