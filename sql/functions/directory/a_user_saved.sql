-- a_user_saved: what else a change of a user means: the groups that they supervise, none with another role; who is disabled, loses
-- their seat or gets another password is logged out, of Work who loses that licence, but in an emergency that is refused (EM-6: their sessions
-- are ended first, which asks); limits go to the gate; an administrator remains; who they are is said; an extension reaches one; a phone can be
-- reached as it is set up; texts go by the new Work number.
-- Keys: config, agent.
CREATE OR REPLACE FUNCTION directory.a_user_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	one record;
	seat boolean := (after ->> 'has_seat')::boolean AND NOT (after ->> 'disabled')::boolean;
	ends text := CASE WHEN (after ->> 'disabled')::boolean THEN 'disabled' WHEN item ? 'password_hash' THEN 'password'
		WHEN NOT seat AND (before ->> 'has_seat')::boolean THEN 'has_seat' END; -- what ends their sessions
BEGIN
	IF item ? 'role' AND item ->> 'role' NOT IN ('agent', 'supervisor', 'administrator') THEN
		PERFORM ops.resource_refuse('invalid', 'role', 'Must be agent, supervisor or administrator.');
	END IF;
	IF before ->> 'role' = 'administrator' AND NOT EXISTS (SELECT FROM directory.app_user AS u
		WHERE u.tenant = a_user_saved.tenant AND u.role = 'administrator' AND NOT u.disabled) THEN
		PERFORM ops.resource_refuse('last_administrator', NULL, 'Nobody would be left who may administer.');
	END IF;
	IF item ? 'supervises' THEN
		PERFORM directory.user_supervises(tenant, id, item -> 'supervises');
	END IF;
	-- One that was given before a site of another country was there hinders no other change: the linter tells of it.
	IF before -> 'work_extension' IS DISTINCT FROM after -> 'work_extension' THEN
		PERFORM directory.extension_judge(tenant, after ->> 'work_extension', 'work_extension');
	END IF;
	IF before -> 'agent_extension' IS DISTINCT FROM after -> 'agent_extension' THEN
		PERFORM directory.extension_judge(tenant, after ->> 'agent_extension', 'agent_extension');
	END IF;
	IF after IS NOT NULL THEN
		PERFORM directory.person_judge(tenant, id, before, after);
		PERFORM directory.licence_judge(tenant, COALESCE(before, '{}'), after);
		PERFORM directory.phone_judge(tenant, id, item, COALESCE(before, '{}'), after);
	END IF;
	IF after IS NULL THEN -- their words go with them
		DELETE FROM presence.work_status AS s WHERE s.tenant = a_user_saved.tenant AND s.user_id = a_user_saved.id;
		DELETE FROM presence.work_stream AS s WHERE s.tenant = a_user_saved.tenant AND s.user_id = a_user_saved.id;
		DELETE FROM presence.person AS s WHERE s.tenant = a_user_saved.tenant AND s.user_id = a_user_saved.id;
	END IF;
	IF before IS NULL OR after IS NULL THEN
		RETURN;
	END IF;
	IF before ->> 'role' IN ('supervisor', 'administrator') AND after ->> 'role' NOT IN ('supervisor', 'administrator') THEN
		PERFORM directory.user_supervises(tenant, id, '[]'); -- who gets the role again is told anew whom they lead
	END IF;
	IF before -> 'work_number' IS DISTINCT FROM after -> 'work_number' THEN
		PERFORM directory.work_number_moved(tenant, id, after ->> 'work_number');
	END IF;
	IF NOT (after ->> 'has_work')::boolean AND (before ->> 'has_work')::boolean THEN
		FOR one IN SELECT s.id FROM presence.session AS s
			WHERE s.tenant = a_user_saved.tenant AND s.user_id = a_user_saved.id AND s.app = 'work' AND s.revoked_at IS NULL
		LOOP
			PERFORM presence.sessions_revoke(tenant, id, one.id);
		END LOOP;
	END IF;
	IF ends IS NOT NULL THEN
		IF presence.login_in_emergency(tenant, id, NULL) THEN
			PERFORM ops.resource_refuse('emergency_runs', ends, 'They have an emergency call, or had one minutes ago: end their sessions first.',
				presence.emergency_refusal(tenant, id, ops.clock()));
		END IF;
		FOR one IN SELECT s.id FROM presence.session AS s
			WHERE s.tenant = a_user_saved.tenant AND s.user_id = a_user_saved.id AND s.revoked_at IS NULL
		LOOP
			PERFORM presence.sessions_revoke(tenant, id, one.id);
		END LOOP;
	END IF;
	SELECT a.chosen INTO one FROM presence.agent_status AS a WHERE a.tenant = a_user_saved.tenant AND a.agent = a_user_saved.id;
	IF FOUND AND one.chosen <> 'logged_out' AND (NOT seat OR item ? 'password_hash') THEN
		PERFORM presence.log_out(tenant, id, 'supervisor', actor, 'user_changed', NULL, 'supervisor', 'none');
	ELSIF FOUND THEN
		PERFORM presence.gate_tell(tenant, id);
	END IF;
	-- Of who was never there nobody was told anything.
	IF EXISTS (SELECT FROM presence.person AS p WHERE p.tenant = a_user_saved.tenant AND p.user_id = a_user_saved.id) THEN
		PERFORM presence.person_tell(tenant, id);
	END IF;
END $$;
