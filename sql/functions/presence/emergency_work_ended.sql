-- emergency_work_ended: in the transaction that ends an agent's interaction, and again by the checker where that was missed
-- (RT-14): with the last of those that were open at dialling, who is Busy by an emergency becomes Available in a lock (EM-4),
-- Work Offline in a call. Answers whether it changed anything. Called by routing. Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_work_ended(tenant bigint, agent bigint)
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
	RETURN presence.emergency_step(tenant, agent, 'work_ended', clock) IS NOT NULL;
END $$;
