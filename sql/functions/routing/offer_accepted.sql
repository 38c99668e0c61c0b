-- offer_accepted: what accepting a live offer does, wherever it was accepted (in the page, at the phone). Decided by the offer's state
-- alone (rule 7): one past its deadline that nobody has ended yet can be accepted. A transfer or consult is taken from who asked (offer_take).
-- Answers why it can't be; null: it is done. Keys: agent, of a transfer or consult also the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.offer_accepted(o routing.offer)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	i routing.interaction;
	clock timestamptz := ops.clock();
BEGIN
	IF o.kind <> 'queue' THEN
		RETURN routing.offer_take(o);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = o.tenant AND r.id = o.interaction;
	IF i.state <> 'offered' OR i.offer <> o.id THEN
		RETURN 'offer_ended'; -- what can't be: the checker withdraws it (routing.impossible); nothing is revived here
	END IF;
	UPDATE routing.offer AS r
	SET state = 'accepted', ended_at = greatest(clock, r.made_at + interval '1 microsecond'), version = r.version + 1
	WHERE r.tenant = o.tenant AND r.id = o.id;
	PERFORM ops.emit(o.tenant, 2, o.id, o.version + 1);
	i.state := 'assigned';
	i.agent := o.agent;
	i.assigned_at := greatest(clock, i.entered_at + interval '1 microsecond');
	PERFORM routing.interaction_change(i);
	PERFORM routing.agent_change(o.tenant, o.agent, 0, 0, true);
	RETURN NULL;
END $$;
