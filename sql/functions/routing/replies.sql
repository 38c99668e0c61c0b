-- replies: the replies of persons to customers, of interactions' stays that began between two moments, counted anew from
-- the messages themselves, without routing.reply: a turn begins with the customer's first message after a
-- reply and ends with the next one (75-metrics.md). As `replied` has it, none of what entered before replies were counted. For the recount, and for what stands behind a figure. `without` what was
-- written in these batches. Read.
CREATE OR REPLACE FUNCTION routing.replies(tenant bigint, since timestamptz, until timestamptz, without timestamptz[] DEFAULT '{}')
RETURNS TABLE (interaction bigint, queue bigint, channel bigint, began timestamptz, message bigint, at timestamptz, ms bigint, first boolean)
LANGUAGE sql STABLE
AS $$
	WITH begun AS (
		SELECT DISTINCT h.interaction FROM routing.history AS h
		WHERE h.tenant = $1 AND h.at >= $2 - interval '1 minute' AND h.at < $3 AND h.queue IS DISTINCT FROM h.was_queue),
	said AS (
		SELECT b.interaction, m.id, m.at, m.direction = 'in' AS asks, m.direction = 'out' AND m.author IS NOT NULL AS replies,
			count(*) FILTER (WHERE m.direction = 'out' AND m.author IS NOT NULL)
				OVER (PARTITION BY b.interaction ORDER BY m.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS turn
		FROM begun AS b
		JOIN routing.interaction AS i ON i.tenant = $1 AND i.id = b.interaction
			AND i.entered_at >= (SELECT p.replies_since FROM routing.report_progress AS p)
		JOIN messaging.v_conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
		JOIN messaging.v_message AS m ON m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at),
	turn AS (
		SELECT s.interaction, s.turn, min(s.at) FILTER (WHERE s.asks) AS asked, min(s.at) FILTER (WHERE s.replies) AS replied,
			min(s.id) FILTER (WHERE s.replies) AS message
		FROM said AS s GROUP BY s.interaction, s.turn)
	SELECT t.interaction, h.queue, h.channel, h.moment, t.message, t.replied, routing.ms(t.replied - t.asked), t.turn = 0
	FROM turn AS t
	CROSS JOIN LATERAL (
		SELECT l.queue, l.channel, l.moment, l.was_state IS NOT NULL OR l.state IN ('arrived', 'waiting') AS waited
		FROM routing.history AS l
		WHERE l.tenant = $1 AND l.interaction = t.interaction AND l.queue IS DISTINCT FROM l.was_queue AND l.moment <= t.replied
		ORDER BY l.version DESC LIMIT 1) AS h
	WHERE t.asked IS NOT NULL AND h.queue IS NOT NULL AND h.waited AND h.moment >= $2 AND h.moment < $3
		AND NOT EXISTS (SELECT FROM routing.reply AS r WHERE r.tenant = $1 AND r.at = ANY ($4) AND r.message = t.message)
$$;
