-- offers_due: live offers whose end is due. Read.
CREATE OR REPLACE FUNCTION routing.offers_due(limit_ integer)
RETURNS TABLE (tenant bigint, offer bigint, agent bigint, interaction bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT o.tenant, o.id, o.agent, o.interaction FROM routing.offer AS o
	WHERE o.state = 'made' AND o.deadline <= clock - interval '500 milliseconds'
	ORDER BY o.deadline LIMIT least(limit_, 1000);
END $$;
