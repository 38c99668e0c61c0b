-- status_change_by: the part of status_set that judges and changes; answers its outcome.
-- `reason`: what is said besides the code; it is kept, and shown to the agent, also if they have this status already, but for one who is logged out.
-- Internal. Keys: agent.
DROP FUNCTION IF EXISTS presence.status_change_by(bigint, bigint, text, boolean, bigint, bigint, text); -- it took no reason
DROP FUNCTION IF EXISTS presence.status_change_by(bigint, bigint, text, boolean, bigint, bigint, text, text); -- nor for a confirmation
CREATE OR REPLACE FUNCTION presence.status_change_by(tenant bigint, agent bigint, status text, stop_new boolean,
	code bigint, actor bigint, actor_role text, reason text, confirm boolean)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	who CONSTANT text := CASE WHEN actor = agent THEN 'agent' ELSE 'supervisor' END;
	why CONSTANT text := NULLIF(btrim(reason), '');
	a presence.agent_status;
	problem text;
	same boolean; -- nothing but the reason is new
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
	END IF;
	same := (a.chosen, a.stop_new) = (status, stop_new) AND a.code IS NOT DISTINCT FROM code;
	IF same AND (why IS NULL OR why = a.reason OR status = 'logged_out') THEN
		RETURN 'unchanged';
	END IF;
	IF who <> 'agent' THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'status_set', 1, agent,
			jsonb_strip_nulls(jsonb_build_object('before', a.chosen, 'after', status, 'reason', why, 'code', code::text, 'code_name',
				(SELECT c.name FROM directory.status_code AS c WHERE c.tenant = status_change_by.tenant AND c.id = code))));
	END IF;
	IF status = 'logged_out' THEN
		PERFORM presence.log_out(tenant, agent, who, actor, why, code, 'supervisor', 'none');
		RETURN 'ok';
	ELSIF same THEN
		PERFORM presence.status_reason_put(tenant, agent, who, actor, why);
	ELSE
		PERFORM presence.status_put(tenant, agent, status, stop_new, code, who, actor, why);
	END IF;
	PERFORM presence.gate_tell(tenant, agent);
	RETURN 'ok';
END $$;
