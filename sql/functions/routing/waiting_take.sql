-- waiting_take: an agent takes what waits in a queue of theirs (SMS-10). What a colleague is still asked for it, since its sender
-- has gone, is withdrawn. Keys: agent, interaction, agent (asked).
CREATE OR REPLACE FUNCTION routing.waiting_take(i routing.interaction, agent bigint, load integer)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	PERFORM routing.offer_finish(i.tenant, (routing.offer_of(i.tenant, i.id)).offer, 'withdrawn', 'taken_over');
	i.offer := nextval('routing.offer_id');
	INSERT INTO routing.offer (tenant, id, interaction, interaction_version, agent, queue, state, made_at, deadline, ended_at, kind)
	VALUES (i.tenant, i.offer, i.id, i.version, agent, i.queue, 'accepted', clock, clock, clock, 'take_over');
	i.state := 'assigned';
	i.agent := agent;
	i.load := load;
	i.assigned_at := greatest(clock, i.entered_at + interval '1 microsecond');
	PERFORM routing.agent_change(i.tenant, agent, load, 1, true, i.medium = 'voice');
	PERFORM routing.interaction_change(i);
END $$;
