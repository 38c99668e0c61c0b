-- wrap_up_begin: an interaction that has just ended goes into its queue's wrap-up, or ends at
-- once where there is none. Capacity is held until the wrap-up's end where it counts (SMS-4).
-- Keys: agent.
CREATE OR REPLACE FUNCTION routing.wrap_up_begin(i routing.interaction)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	q routing.queue;
	clock timestamptz := ops.clock();
BEGIN
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = i.queue;
	i.ended_at := greatest(clock, i.assigned_at + interval '1 microsecond');
	DELETE FROM routing.cooldown AS c WHERE c.tenant = i.tenant AND c.interaction = i.id;
	IF COALESCE(q.wrap_ms, 0) = 0 THEN
		PERFORM routing.wrap_up_finish(i);
		PERFORM routing.after_work(i.tenant, i.agent);
		RETURN;
	END IF;
	i.state := 'wrap_up';
	i.wrap_until := i.ended_at + q.wrap_ms * interval '1 millisecond';
	IF q.wrap_counts THEN
		PERFORM routing.interaction_change(i);
		PERFORM routing.agent_change(i.tenant, i.agent, 0, 0, false);
	ELSE
		PERFORM routing.capacity_release(i, i.agent, false);
	END IF;
END $$;
