-- capacity_release: gives back what an interaction holds of its agent's capacity; stores the
-- row. `idle` starts the agent's idle time anew. Keys: agent.
CREATE OR REPLACE FUNCTION routing.capacity_release(i routing.interaction, holder bigint,
	idle boolean)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	held integer := i.load;
BEGIN
	i.load := NULL;
	PERFORM routing.interaction_change(i);
	PERFORM routing.agent_change(i.tenant, holder, -COALESCE(held, 0), CASE WHEN held IS NULL THEN 0 ELSE -1 END, idle,
		i.medium = 'voice');
END $$;
