-- offer_store: writes an offer that offer_make has found possible. Keys: agent, interaction.
CREATE OR REPLACE FUNCTION routing.offer_store(i routing.interaction, agent bigint, weight integer,
	clock timestamptz, offer_ms integer, explanation jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	new_offer bigint := nextval('routing.offer_id');
	ring_ms integer := least(greatest(offer_ms, 15000), 60000);
BEGIN
	INSERT INTO routing.offer (tenant, id, interaction, interaction_version, agent, queue, made_at, deadline, why)
	VALUES (i.tenant, new_offer, i.id, i.version, agent, i.queue, clock,
		clock + ring_ms * interval '1 millisecond', CASE WHEN explanation ? 'words' THEN jsonb_build_object('words', explanation -> 'words') END);
	i.state := 'offered';
	i.offer := new_offer;
	i.load := weight;
	PERFORM ops.emit(i.tenant, 2, new_offer, 1); -- first: an agent waits for it, news keep this order
	PERFORM routing.agent_change(i.tenant, agent, weight, 1, false, i.medium = 'voice');
	PERFORM routing.interaction_change(i);
	PERFORM routing.decision_store(i.tenant, i.id, 'offer', agent, new_offer, i.queue, explanation);
END $$;
