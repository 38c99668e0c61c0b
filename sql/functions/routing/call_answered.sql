-- call_answered: the phone that rings for an offer of a call was picked up: that accepts the offer, unless its agent has accepted it in
-- the page already. outcome: ok, with the offer's kind; offer_ended; moved, with the keys that are needed. Internal, called by voice.
-- Keys: agent (who is offered it), the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.call_answered(tenant bigint, interaction bigint, offer bigint, OUT outcome text, OUT keys bigint[], OUT kind text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	o routing.offer;
BEGIN
	SELECT * INTO o FROM routing.offer AS r
	WHERE r.tenant = call_answered.tenant AND r.id = call_answered.offer AND r.interaction = call_answered.interaction;
	keys := array_remove(ARRAY[ops.key('agent', tenant, o.agent::text), routing.interaction_key(tenant, interaction)], NULL);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	-- Held now, so it stays as it is read next.
	SELECT * INTO o FROM routing.offer AS r
	WHERE r.tenant = call_answered.tenant AND r.id = call_answered.offer AND r.interaction = call_answered.interaction;
	kind := o.kind;
	outcome := CASE COALESCE(o.state, 'none')
		WHEN 'made' THEN COALESCE(routing.offer_accepted(o), 'ok')
		WHEN 'accepted' THEN CASE WHEN EXISTS (SELECT FROM routing.interaction AS i
				WHERE i.tenant = o.tenant AND i.id = o.interaction AND i.state = 'assigned' AND i.offer = o.id)
			OR EXISTS (SELECT FROM routing.consult AS c WHERE c.tenant = o.tenant AND c.interaction = o.interaction AND c.offer = o.id)
			THEN 'ok' ELSE 'offer_ended' END
		ELSE 'offer_ended' END;
END $$;
