-- v_text: what other owners may read of a text that counts (message_count), without its words: of the contact center's alone.
CREATE OR REPLACE VIEW messaging.v_text AS
SELECT m.tenant, m.id, m.at, m.direction, m.taken_at, m.taken_version, c.channel, COALESCE(m.queue, 0) AS queue,
	CASE WHEN m.direction = 'out' THEN COALESCE(m.author, 0) ELSE 0 END AS agent, COALESCE(c.country, '') AS country,
	COALESCE(c.price_class, 0::smallint) AS price_class, m.segments
FROM messaging.message AS m JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation
WHERE m.taken_at IS NOT NULL AND c.owner IS NULL;
