-- emergency_answer_late: an answered call back whose answer, at at_time, is told after its end. Its end begins a lock like any other's (EM-2), as of when it
-- ended (`ended`: the last end of the agent's calls), unless that lock is over by now, one that began later runs, or another call goes on. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_answer_late(tenant bigint, agent bigint, call text, at_time timestamptz, ended timestamptz, clock timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	e presence.emergency := presence.emergency_stored(tenant, agent, clock);
BEGIN
	IF e.phase NOT IN ('dialling', 'in_call') AND (e.phase <> 'lock' OR ended > e.since) AND presence.emergency_lock_end(ended) > clock
		AND presence.emergency_step(tenant, agent, 'call_back_answered', at_time, call) IS NOT NULL THEN
		PERFORM presence.emergency_step(tenant, agent, 'ended', ended, call);
	END IF;
END $$;
