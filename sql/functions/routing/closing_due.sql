-- closing_due: what waits in a queue that is closed now and that does something then (RT-8), of these tenants (null: of all).
-- Read.
DROP FUNCTION IF EXISTS routing.closing_due(integer); -- it was for all tenants
CREATE OR REPLACE FUNCTION routing.closing_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, interaction bigint, conversation bigint, queue bigint, closing text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT i.tenant, i.id, i.conversation, q.id, routing.closing_of(q, i, clock)
	FROM routing.queue AS q
	JOIN routing.interaction AS i ON i.tenant = q.tenant AND i.queue = q.id AND i.state = 'waiting'
	WHERE (tenants IS NULL OR q.tenant = ANY (tenants)) AND q.closing <> 'keep' AND q.schedule_id IS NOT NULL
		AND NOT routing.schedule_open(q.tenant, q.schedule_id, clock)
		AND routing.closing_of(q, i, clock) IS NOT NULL
	ORDER BY i.id LIMIT least(limit_, 1000);
END $$;
