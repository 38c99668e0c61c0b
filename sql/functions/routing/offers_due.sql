-- offers_due: live offers whose end is due, of these tenants (null: of all). Read.
DROP FUNCTION IF EXISTS routing.offers_due(integer); -- it was for all tenants
CREATE OR REPLACE FUNCTION routing.offers_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, offer bigint, agent bigint, interaction bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT o.tenant, o.id, o.agent, o.interaction FROM routing.offer AS o
	WHERE o.state = 'made' AND (tenants IS NULL OR o.tenant = ANY (tenants)) AND o.deadline <= clock - interval '500 milliseconds'
	ORDER BY o.deadline LIMIT least(limit_, 1000);
END $$;
