-- wrap_up_finish: the end of a wrap-up: capacity is given back, the idle time starts (RT-1). The texts that its agent began
-- meanwhile are to end with it (linked_end). A disposition that was required and is not there is missing from now on. Keys: agent.
CREATE OR REPLACE FUNCTION routing.wrap_up_finish(i routing.interaction)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	i.state := 'ended';
	i.wrap_ended_at := greatest(ops.clock(), i.ended_at);
	i.disposition_missing := i.disposition IS NULL AND i.agent IS NOT NULL AND routing.disposition_required(i.tenant, i.queue);
	PERFORM routing.capacity_release(i, i.agent, true);
	UPDATE routing.interaction AS r SET end_due = true
	WHERE r.tenant = i.tenant AND r.linked_to = i.id AND r.state = 'assigned' AND r.agent = i.agent;
END $$;
