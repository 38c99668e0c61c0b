-- assignment_pass: an interaction goes from who has it, if anyone has, to another agent who holds `load` for it
-- already. The former one gets their capacity back. Keys: agent (new), the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.assignment_pass(i routing.interaction, agent bigint, offer bigint, load integer,
	cause text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	former bigint := CASE WHEN i.state = 'assigned' THEN i.agent END;
	held integer := i.load;
BEGIN
	IF former IS NOT NULL THEN
		PERFORM routing.assignment_leave(i, cause);
		i.former_agent := former;
	END IF;
	i.state := 'assigned';
	i.agent := agent;
	i.offer := offer;
	i.load := load;
	i.assigned_at := greatest(ops.clock(), i.entered_at + interval '1 microsecond');
	PERFORM routing.interaction_change(i, former IS NULL, 'interaction.transferred');
	PERFORM routing.agent_change(i.tenant, agent, 0, 0, true);
	IF former IS NOT NULL THEN
		PERFORM routing.agent_change(i.tenant, former, -COALESCE(held, 0), CASE WHEN held IS NULL THEN 0 ELSE -1 END, false,
			i.medium = 'voice');
		PERFORM routing.after_work(i.tenant, former, true);
	END IF;
END $$;
