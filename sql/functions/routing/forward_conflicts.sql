-- forward_conflicts: voice queues whose offers to an agent who answers with the Work app ring until Work forwards them or longer (SP-6): of
-- these queues (null: all), of one agent (null: all). Whoever is a member, or may become one by widening. Read.
CREATE OR REPLACE FUNCTION routing.forward_conflicts(tenant bigint, queues bigint[], agent bigint)
RETURNS TABLE (user_id bigint, user_name text, queue bigint, queue_name text, ring_ms integer, forward_delay_s integer)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT s.user_id, s.user_name, s.queue, s.queue_name, r.ring_ms, s.forward_delay_s
	FROM routing.softphones($1, queues, forward_conflicts.agent) AS s CROSS JOIN LATERAL (SELECT COALESCE(s.offer_ms, 20000) AS ring_ms) AS r
	WHERE r.ring_ms + 2000 > s.forward_delay_s * 1000
$$;
