-- status_by_rule: a rule puts an agent in a status: a missed offer, the end of Stop New's work.
-- Called by routing, under the agent's key. A rule logs nobody in; the same status again
-- changes nothing, nor does any in an emergency, nor a miss of an offer, made at `since`, beside which a call back rang. Answers whether it changed.
DROP FUNCTION IF EXISTS presence.status_by_rule(bigint, bigint, text, text); -- knew not since when
CREATE OR REPLACE FUNCTION presence.status_by_rule(tenant bigint, agent bigint, status text, reason text, since timestamptz DEFAULT NULL)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	a presence.agent_status := presence.agent_row(tenant, agent);
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	IF (CASE reason WHEN 'stop_new_done' THEN presence.emergency_locked(tenant, agent, ops.clock()) -- no penalty: what they chose
		ELSE presence.emergency_spared(tenant, agent, ops.clock(), since) END) THEN
		RETURN false; -- EM-1
	ELSIF a.chosen = 'logged_out' OR (a.chosen = status AND NOT a.stop_new) THEN
		RETURN false;
	ELSIF status = 'logged_out' THEN
		PERFORM presence.log_out(tenant, agent, 'rule', NULL, reason, NULL, reason, 'none');
		RETURN true;
	END IF;
	PERFORM presence.status_put(tenant, agent, status, false, NULL, 'rule', NULL, reason);
	PERFORM presence.gate_tell(tenant, agent);
	RETURN true;
END $$;
