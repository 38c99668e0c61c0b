-- v_conversation: what other owners may read of a conversation.
CREATE OR REPLACE VIEW messaging.v_conversation AS
SELECT c.tenant, c.id, c.kind, c.channel, c.number, c.number_hash, c.customer, c.state, c.last_seq,
	c.last_customer_seq, c.last_customer_at, c.last_at, c.interaction, c.case_id, c.opened_at,
	c.closed_at, c.version, c.unanswered_since, c.country, c.price_class, c.erased_at
FROM messaging.conversation AS c;
