-- status_change_by: the part of status_set that judges and changes; answers its outcome.
-- `reason`: what a supervisor says besides the code. Internal. Keys: agent.
DROP FUNCTION IF EXISTS presence.status_change_by(bigint, bigint, text, boolean, bigint, bigint, text); -- it took no reason
DROP FUNCTION IF EXISTS presence.status_change_by(bigint, bigint, text, boolean, bigint, bigint, text, text); -- nor for a confirmation
CREATE OR REPLACE FUNCTION presence.status_change_by(tenant bigint, agent bigint, status text, stop_new boolean,
	code bigint, actor bigint, actor_role text, reason text, confirm boolean)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	who CONSTANT text := CASE WHEN actor = agent THEN 'agent' ELSE 'supervisor' END;
	why CONSTANT text := CASE WHEN actor <> agent THEN NULLIF(btrim(reason), '') END;
	a presence.agent_status;
	problem text;
BEGIN
	IF NOT EXISTS (
		SELECT FROM directory.app_user AS u
		WHERE u.tenant = status_change_by.tenant AND u.id = status_change_by.agent AND u.has_seat) THEN
		RETURN 'not_found';
	ELSIF who <> 'agent' AND actor_role NOT IN ('supervisor', 'administrator') THEN
		RETURN 'forbidden';
	ELSIF who <> 'agent' AND NOT directory.supervises(tenant, actor, actor_role, agent) THEN
		RETURN 'not_found'; -- outside of what one supervises nothing is told
	END IF;
	a := presence.agent_row(tenant, agent);
	PERFORM presence.emergency_catch_up(tenant, agent, ops.clock());
	problem := presence.status_problem(a, who, status, stop_new, code, confirm, ops.clock());
	IF problem IS NOT NULL THEN
		RETURN problem;
	ELSIF (a.chosen, a.stop_new) = (status, stop_new) AND a.code IS NOT DISTINCT FROM code THEN
		RETURN 'unchanged';
	END IF;
	IF who <> 'agent' THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'status_set', 1, agent,
			jsonb_strip_nulls(jsonb_build_object('before', a.chosen, 'after', status, 'reason', why)));
	END IF;
	IF status = 'logged_out' THEN
		PERFORM presence.log_out(tenant, agent, who, actor, why, code, 'supervisor', 'none');
		RETURN 'ok';
	END IF;
	PERFORM presence.status_put(tenant, agent, status, stop_new, code, who, actor, why);
	PERFORM presence.gate_tell(tenant, agent);
	RETURN 'ok';
END $$;
