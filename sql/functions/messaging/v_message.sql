-- v_message: what other owners may read of a message.
CREATE OR REPLACE VIEW messaging.v_message AS
SELECT m.tenant, m.id, m.conversation, m.seq, m.at, m.direction, m.author, m.text, m.delivery,
	m.segments, m.version
FROM messaging.message AS m;
