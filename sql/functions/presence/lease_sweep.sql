-- lease_sweep: judges an agent's lease by the clock and does what follows: lost withdraws the open
-- offers (the gate does it), gone is the rule lease_logout: logged out, chats back first in line.
-- Looks again for a live stream under the agent's key, so a return that committed first wins.
-- Keys: agent. Outcomes: ok, unchanged.
CREATE OR REPLACE FUNCTION presence.lease_sweep(tenant bigint, agent bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz;
	a presence.agent_status;
	expired boolean;
	changed boolean;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	at_now := ops.clock();
	a := presence.agent_row(tenant, agent);
	IF presence.lease_of(tenant, agent, at_now) = 'gone' AND a.chosen <> 'logged_out' THEN
		SELECT bool_and(r.ends_at <= at_now AND (r.gone_at IS NULL OR r.gone_at > at_now)) INTO expired
		FROM presence.stream AS r
		WHERE r.tenant = lease_sweep.tenant AND r.agent = lease_sweep.agent;
		PERFORM presence.log_out(tenant, agent, 'rule', NULL,
			CASE WHEN expired THEN 'session_expired' ELSE 'lease_logout' END, NULL,
			CASE WHEN expired THEN 'logged_out' ELSE 'gone' END, 'gone');
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	DELETE FROM presence.stream AS r
	WHERE r.tenant = lease_sweep.tenant AND r.agent = lease_sweep.agent AND (r.ends_at <= at_now OR r.gone_at <= at_now);
	UPDATE presence.stream AS r SET due_at = LEAST(CASE WHEN r.lost_at > at_now THEN r.lost_at END, r.gone_at, r.ends_at)
	WHERE r.tenant = lease_sweep.tenant AND r.agent = lease_sweep.agent AND r.due_at <= at_now;
	changed := presence.lease_apply(tenant, agent, at_now);
	RETURN ops.answer(mark, CASE WHEN changed THEN 'ok' ELSE 'unchanged' END, NULL);
END $$;
