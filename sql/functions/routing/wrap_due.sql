-- wrap_due: wrap-ups whose time is over, of these tenants (null: of all). Read.
DROP FUNCTION IF EXISTS routing.wrap_due(integer); -- it was for all tenants
CREATE OR REPLACE FUNCTION routing.wrap_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, interaction bigint, agent bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT i.tenant, i.id, i.agent FROM routing.interaction AS i
	WHERE i.state = 'wrap_up' AND (tenants IS NULL OR i.tenant = ANY (tenants)) AND i.wrap_until <= clock
	ORDER BY i.wrap_until LIMIT least(limit_, 1000);
END $$;
