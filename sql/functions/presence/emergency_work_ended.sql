-- emergency_work_ended: in the transaction that takes an agent's interaction from them, and again by the checker where that was missed
-- (RT-14): with the last of those that were open at dialling, who is Busy by an emergency becomes Available in a lock if it has ended (EM-4), Work
-- Offline if it goes on without them, and in a call. left_: it goes on: another agent has it, or it waits; null: of the checker, for which emergency_work_left says whether any
-- of them has left the agent without their end.
-- Answers whether it changed anything. Called by routing. Keys: agent.
DROP FUNCTION IF EXISTS presence.emergency_work_ended(bigint, bigint); -- knew no work that goes on
CREATE OR REPLACE FUNCTION presence.emergency_work_ended(tenant bigint, agent bigint, left_ boolean)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	e presence.emergency;
BEGIN
	PERFORM presence.emergency_catch_up(tenant, agent, clock);
	e := presence.emergency_now(tenant, agent, clock);
	IF (presence.agent_row(tenant, agent)).chosen <> 'busy' OR presence.emergency_working(e) THEN
		RETURN false;
	END IF;
	RETURN presence.emergency_step(tenant, agent, CASE WHEN COALESCE(left_, presence.emergency_work_left(e)) THEN 'work_left' ELSE 'work_ended' END,
		clock) IS NOT NULL;
END $$;
