-- begun_store: a new interaction that an agent begins: theirs from the first moment, in no queue, counted in their capacity (SMS-4).
-- Answers its id. Internal, called by messaging.begin_by_agent. Keys: agent.
CREATE OR REPLACE FUNCTION routing.begun_store(tenant bigint, channel bigint, conversation bigint, customer bigint, agent bigint,
	linked_to bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	new_id bigint := nextval('routing.interaction_id');
	new_offer bigint := nextval('routing.offer_id');
	clock timestamptz := ops.clock();
BEGIN
	-- The record of who has it and since when, as an accepted offer is (interaction_seen_until).
	INSERT INTO routing.offer (tenant, id, interaction, interaction_version, agent, state, made_at, deadline, ended_at, kind)
	VALUES (tenant, new_offer, new_id, 1, agent, 'accepted', clock, clock, clock, 'begun');
	PERFORM routing.agent_change(tenant, agent, 100, 1, true);
	INSERT INTO routing.interaction (tenant, id, channel, conversation, customer, state, entered_at, agent, offer, load, assigned_at,
		begun_by, linked_to)
	VALUES (tenant, new_id, channel, conversation, customer, 'assigned', clock, agent, new_offer, 100,
		clock + interval '1 microsecond', agent, linked_to);
	PERFORM ops.emit_public(i.tenant, 3, i.id, 1, 'interaction.assigned', routing.interaction_event_state(i))
	FROM routing.interaction AS i WHERE i.tenant = begun_store.tenant AND i.id = new_id;
	RETURN new_id;
END $$;
