-- agent_row: the agent's status row, made (logged out) when it is missing. Keys: agent.
CREATE OR REPLACE FUNCTION presence.agent_row(tenant bigint, agent bigint)
RETURNS presence.agent_status
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	a presence.agent_status;
BEGIN
	SELECT * INTO a FROM presence.agent_status AS x WHERE x.tenant = agent_row.tenant AND x.agent = agent_row.agent;
	IF NOT FOUND THEN
		INSERT INTO presence.agent_status (tenant, agent, since) VALUES (tenant, agent, ops.clock())
		RETURNING * INTO a;
	END IF;
	RETURN a;
END $$;
