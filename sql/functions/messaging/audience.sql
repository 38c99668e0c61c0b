-- audience: whose pages show a conversation and its messages: present and former agent.
CREATE OR REPLACE FUNCTION messaging.audience(c messaging.conversation)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT array_remove(CASE WHEN i.agent = i.former_agent THEN ARRAY[i.agent]
			ELSE ARRAY[i.agent, i.former_agent] END, NULL)
		FROM routing.v_interaction AS i WHERE i.tenant = c.tenant AND i.id = c.interaction), '{}');
END $$;
