-- answers_due: chats whose agent has not answered the customer within the queue's limit (RT-13), as routing.answer_from counts it. Read.
DROP FUNCTION IF EXISTS routing.answers_due(integer); -- it was for all tenants
CREATE OR REPLACE FUNCTION routing.answers_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, interaction bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT i.tenant, i.id FROM routing.queue AS q
	JOIN routing.interaction AS i ON i.tenant = q.tenant AND i.queue = q.id AND i.state = 'assigned'
	JOIN messaging.v_conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
	WHERE q.answer_ms IS NOT NULL AND (tenants IS NULL OR q.tenant = ANY (tenants))
		-- answer_from decides; it is asked only where it may say yes
		AND c.unanswered_since IS NOT NULL AND greatest(i.assigned_at, c.unanswered_since) + q.answer_ms * interval '1 millisecond' <= clock
		AND routing.answer_from(i) + q.answer_ms * interval '1 millisecond' <= clock
	ORDER BY i.id LIMIT least(limit_, 1000);
END $$;
