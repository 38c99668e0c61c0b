-- offer_ask: a transfer or a consult is offered to an agent (RT-10); a transfer takes their capacity, and the
-- interaction stays with who asks. Keys: agent, the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.offer_ask(i routing.interaction, kind text, agent bigint, load integer, note_seq bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	new_offer bigint := nextval('routing.offer_id');
	clock timestamptz := ops.clock();
	ring_ms integer := (SELECT least(greatest(COALESCE(a.offer_ms, q.offer_ms, 20000), 15000), 60000)
		FROM routing.agent AS a LEFT JOIN routing.queue AS q ON q.tenant = i.tenant AND q.id = i.queue
		WHERE a.tenant = i.tenant AND a.agent = offer_ask.agent);
BEGIN
	INSERT INTO routing.offer (tenant, id, interaction, interaction_version, agent, queue, made_at, deadline, kind, from_agent,
		load, note_seq)
	VALUES (i.tenant, new_offer, i.id, i.version, agent, i.queue, clock, clock + ring_ms * interval '1 millisecond',
		kind, i.agent, load, note_seq);
	PERFORM ops.emit(i.tenant, 2, new_offer, 1);
	IF load IS NOT NULL THEN
		PERFORM routing.agent_change(i.tenant, agent, load, 1, false, i.medium = 'voice');
	END IF;
	RETURN new_offer;
END $$;
