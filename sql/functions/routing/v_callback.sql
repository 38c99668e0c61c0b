-- v_callback: what other owners may read of a callback.
CREATE OR REPLACE VIEW routing.v_callback AS
SELECT c.tenant, c.id, c.interaction, c.conversation, c.queue, c.state, c.requested_at, c.agent, c.taken_at, c.done_at,
	c.note, c.version
FROM routing.callback AS c;
