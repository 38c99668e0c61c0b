-- consults_due: interactions with a consult that is over, of these tenants (null: of all). Read.
DROP FUNCTION IF EXISTS routing.consults_due(integer); -- it was for all tenants
CREATE OR REPLACE FUNCTION routing.consults_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, interaction bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT DISTINCT c.tenant, c.interaction FROM routing.consults_over() AS c
	WHERE tenants IS NULL OR c.tenant = ANY (tenants) LIMIT least(limit_, 1000)
$$;
