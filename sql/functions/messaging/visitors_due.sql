-- visitors_due: visitors whose page was not heard of for `silent_ms`, and those who are gone for longer than their widget waits while nobody has
-- accepted their chat; oldest first. Read.
CREATE OR REPLACE FUNCTION messaging.visitors_due(silent_ms bigint, limit_ integer)
RETURNS TABLE (tenant bigint, conversation bigint, channel bigint, number text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT v.tenant, v.conversation, v.channel, v.number
	FROM messaging.visitor AS v
	JOIN messaging.visitor_seen AS s ON s.tenant = v.tenant AND s.conversation = v.conversation
	LEFT JOIN directory.v_widget AS w ON w.tenant = v.tenant AND w.channel = v.channel
	LEFT JOIN routing.v_interaction AS i ON i.tenant = v.tenant AND i.id = (SELECT c.interaction FROM messaging.conversation AS c
		WHERE c.tenant = v.tenant AND c.id = v.conversation)
	WHERE v.closed_at IS NULL AND v.ended_at IS NULL
		AND (v.left_at IS NULL AND s.at < ops.clock() - silent_ms * interval '1 millisecond'
			OR v.left_at < ops.clock() - COALESCE(w.leave_ms, 300000) * interval '1 millisecond' AND i.state IN ('arrived', 'waiting', 'offered'))
	ORDER BY s.at LIMIT limit_;
END $$;
