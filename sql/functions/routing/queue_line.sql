-- queue_line: what waits in a queue, or is offered from it, in the order in which it is offered (RT-2): priority, then the
-- place that a supervisor gave it (SV-3) or its first waiting time; after the place `after`; to who leads the queue. One row
-- of nothing: there is no such queue. Rows: the frame, and its cursor. Read.
CREATE OR REPLACE FUNCTION routing.queue_line(tenant bigint, actor bigint, actor_role text, queue bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	q routing.queue;
BEGIN
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = queue_line.tenant AND r.id = queue_line.queue;
	IF NOT FOUND OR NOT routing.leads_queue(tenant, q.id, actor, actor_role) THEN
		RETURN QUERY SELECT NULL::jsonb, NULL::text;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT ops.frame(3, queue_line.tenant, l.id), format('%s:%s:%s', l.priority, l.rank, l.id)
	FROM (
		SELECT i.id, p.priority, p.rank FROM routing.interaction AS i
		CROSS JOIN LATERAL (SELECT COALESCE(i.priority, q.priority)::bigint AS priority, routing.micros(COALESCE(i.rank_at, i.entered_at)) AS rank) AS p
		WHERE i.tenant = q.tenant AND i.queue = q.id AND i.state IN ('waiting', 'offered')
			AND (after IS NULL OR (p.priority, p.rank, i.id) > (split_part(after, ':', 1)::bigint, split_part(after, ':', 2)::bigint, split_part(after, ':', 3)::bigint))
		ORDER BY p.priority, p.rank, i.id LIMIT least(limit_, 501)) AS l
	ORDER BY l.priority, l.rank, l.id;
END $$;
