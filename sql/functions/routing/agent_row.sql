-- agent_row: the agent's gate; made if it is missing, its limits as the user's record has them
-- now. A limit below what is in use takes effect as the work ends. Keys: agent.
CREATE OR REPLACE FUNCTION routing.agent_row(tenant bigint, agent bigint)
RETURNS routing.agent
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	gate routing.agent;
	conversations smallint;
	ring_ms integer;
BEGIN
	SELECT COALESCE(u.chat_limit, 6), u.offer_ms INTO conversations, ring_ms
	FROM directory.v_user AS u WHERE u.tenant = agent_row.tenant AND u.id = agent_row.agent;
	conversations := least(greatest(COALESCE(conversations, 6), 1), 6);
	SELECT * INTO gate FROM routing.agent AS a
	WHERE a.tenant = agent_row.tenant AND a.agent = agent_row.agent;
	IF NOT FOUND THEN -- under the agent's key nobody else makes it
		INSERT INTO routing.agent (tenant, agent, idle_since) VALUES (tenant, agent, ops.clock())
		RETURNING * INTO gate;
	END IF;
	IF (gate.chat_count_limit, gate.chat_limit, gate.offer_ms) IS DISTINCT FROM
		(greatest(conversations, gate.chat_count), greatest(conversations * 100, gate.chat_load), ring_ms) THEN
		UPDATE routing.agent AS a
		SET chat_count_limit = greatest(conversations, a.chat_count),
			chat_limit = greatest(conversations * 100, a.chat_load), offer_ms = ring_ms
		WHERE a.tenant = agent_row.tenant AND a.agent = agent_row.agent
		RETURNING * INTO gate;
	END IF;
	RETURN gate;
END $$;
