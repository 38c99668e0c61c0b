-- offer_of: the live offer of an interaction, if there is one; and the key of the agent who has it.
CREATE OR REPLACE FUNCTION routing.offer_of(tenant bigint, interaction bigint, OUT offer bigint, OUT key bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	SELECT o.id, ops.key('agent', o.tenant, o.agent::text) INTO offer, key FROM routing.offer AS o
	WHERE o.tenant = offer_of.tenant AND o.interaction = offer_of.interaction AND o.state = 'made';
END $$;
