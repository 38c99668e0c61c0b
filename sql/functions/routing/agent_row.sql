-- agent_row: the agent's gate; made if it is missing, its limits as the user's record has them
-- now. A limit below what is in use takes effect as the work ends. Keys: agent.
CREATE OR REPLACE FUNCTION routing.agent_row(tenant bigint, agent bigint)
RETURNS routing.agent
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	gate routing.agent;
	u directory.v_user;
	conversations integer;
	load integer;
BEGIN
	SELECT * INTO u FROM directory.v_user AS r WHERE r.tenant = agent_row.tenant AND r.id = agent_row.agent;
	conversations := least(greatest(COALESCE(u.chat_limit, 6), 1), 6);
	load := COALESCE(u.load_limit, conversations * 100);
	SELECT * INTO gate FROM routing.agent AS a
	WHERE a.tenant = agent_row.tenant AND a.agent = agent_row.agent;
	IF NOT FOUND THEN -- under the agent's key nobody else makes it
		INSERT INTO routing.agent (tenant, agent, idle_since) VALUES (tenant, agent, ops.clock())
		RETURNING * INTO gate;
	END IF;
	IF (gate.chat_count_limit, gate.chat_limit, gate.offer_ms, gate.blending) IS DISTINCT FROM
		(greatest(conversations, gate.chat_count), greatest(load, gate.chat_load), u.offer_ms, COALESCE(u.blending, false)) THEN
		UPDATE routing.agent AS a
		SET chat_count_limit = greatest(conversations, a.chat_count),
			chat_limit = greatest(load, a.chat_load), offer_ms = u.offer_ms, blending = COALESCE(u.blending, false)
		WHERE a.tenant = agent_row.tenant AND a.agent = agent_row.agent
		RETURNING * INTO gate;
	END IF;
	RETURN gate;
END $$;
