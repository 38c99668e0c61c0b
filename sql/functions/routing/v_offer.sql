-- v_offer: what other owners may read of an offer.
CREATE OR REPLACE VIEW routing.v_offer AS
SELECT o.tenant, o.id, o.interaction, o.agent, o.queue, o.state, o.cause, o.made_at, o.deadline,
	o.ended_at, o.version, o.kind, o.from_agent, o.left_at
FROM routing.offer AS o;
