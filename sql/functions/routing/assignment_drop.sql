-- assignment_drop: who has an interaction gives it to a queue, where it waits with its first waiting time; they are
-- not offered it again for a while. Keys: agent (who has it).
CREATE OR REPLACE FUNCTION routing.assignment_drop(i routing.interaction, q routing.queue)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	former bigint := i.agent;
	held integer := i.load;
BEGIN
	PERFORM routing.assignment_leave(i, 'transferred');
	PERFORM routing.decision_store(i.tenant, i.id, 'return', former, NULL, q.id,
		jsonb_build_object('reason', 'transferred', 'from', i.queue::text));
	i := routing.queue_enter(i, q);
	i.state := 'waiting';
	i.former_agent := former;
	i.agent := NULL;
	i.offer := NULL;
	i.load := NULL;
	i.assigned_at := NULL;
	i.returned_reason := 'transferred';
	PERFORM routing.interaction_change(i, first => 'interaction.transferred');
	PERFORM routing.agent_change(i.tenant, former, -COALESCE(held, 0), CASE WHEN held IS NULL THEN 0 ELSE -1 END, false,
		i.medium = 'voice');
	PERFORM routing.after_work(i.tenant, former, true);
END $$;
