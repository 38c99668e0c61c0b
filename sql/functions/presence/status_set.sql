-- status_set: puts an agent in a chosen status (20-routing, first table). Keys: agent, command.
-- The actor is the agent, a supervisor of the agent's group, or an administrator; these two may say why (`reason`).
-- Outcomes: ok, unchanged (body: the agent's frame); not_found, forbidden, status_not_allowed, not_handling, not_logged_in,
-- code_missing, code_unknown, locked (body: locked_until); emergency_runs: a logout that is not confirmed (`confirm`, EM-6);
-- exit_or_remain: who is held after an emergency chooses Available.
DROP FUNCTION IF EXISTS presence.status_set(bytea, bytea, bigint, bigint, text, boolean, bigint, bigint, text); -- it took no reason
DROP FUNCTION IF EXISTS presence.status_set(bytea, bytea, bigint, bigint, text, boolean, bigint, bigint, text, text); -- nor a confirmation
CREATE OR REPLACE FUNCTION presence.status_set(command bytea, fingerprint bytea, tenant bigint, agent bigint, status text,
	stop_new boolean, code bigint, actor bigint, actor_role text, reason text DEFAULT NULL,
	confirm boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	outcome text;
	body jsonb;
	answer ops.answer;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	outcome := presence.status_change_by(tenant, agent, status, COALESCE(stop_new, false), code, actor, actor_role, reason, COALESCE(confirm, false));
	IF outcome IN ('ok', 'unchanged') THEN
		answer := ops.answer_thing(mark, outcome, 1, tenant, agent);
		answer.body := presence.emergency_shown(answer.body, tenant, actor, agent);
		RETURN ops.command_store(tenant, command, fingerprint, answer);
	ELSIF outcome IN ('code_missing', 'code_unknown') THEN
		body := ops.wrong_field('code', CASE outcome WHEN 'code_missing' THEN 'This status needs a code.'
			ELSE 'This status has no such code.' END);
	ELSIF outcome IN ('locked', 'emergency_runs') THEN
		body := presence.emergency_refusal(tenant, agent, ops.clock());
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, body));
END $$;
