-- consult_join: who was asked in has come: they see the conversation and write notes, until they leave or take over,
-- for 30 minutes at most (RT-14). Keys: the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.consult_join(i routing.interaction, o routing.offer)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	INSERT INTO routing.consult (tenant, interaction, agent, offer, asked_by, joined_at, ends_at)
	VALUES (i.tenant, i.id, o.agent, o.id, o.from_agent, clock, clock + interval '30 minutes');
	i.consulted := true;
	PERFORM routing.interaction_change(i, false, 'interaction.consulted');
END $$;
