-- overflow_due: what waits in an open queue and overflows (RT-9). Its place is that of RT-2, by the priority it
-- came with; of these tenants (null: of all). Read, once a minute: the core tells what overflows; queues without overflow cost nothing.
DROP FUNCTION IF EXISTS routing.overflow_due(integer); -- it was for all tenants
CREATE OR REPLACE FUNCTION routing.overflow_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, interaction bigint, cause text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT (w.i).tenant, (w.i).id, w.cause FROM (
		SELECT q, i, routing.overflow_cause(q, i, row_number() OVER line, s.staffed, clock) AS cause
		FROM routing.queue AS q
		CROSS JOIN LATERAL (SELECT q.overflow_unstaffed IS FALSE OR routing.staffed(q) AS staffed OFFSET 0) AS s
		JOIN routing.interaction AS i ON i.tenant = q.tenant AND i.queue = q.id AND i.state = 'waiting'
		WHERE (tenants IS NULL OR q.tenant = ANY (tenants)) AND q.overflow_action IS NOT NULL AND routing.schedule_open(q.tenant, q.schedule_id, clock)
		WINDOW line AS (PARTITION BY i.tenant, i.queue ORDER BY COALESCE(i.priority, q.priority), date_trunc('milliseconds', COALESCE(i.rank_at, i.entered_at)), i.id)) AS w
	WHERE w.cause IS NOT NULL AND routing.overflow_to(w.q, w.i, clock) IS NOT NULL
	ORDER BY (w.i).id LIMIT least(limit_, 1000);
END $$;
