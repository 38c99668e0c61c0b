-- linked_due: calls whose agent has logged out, and texts that an agent began while on an interaction whose wrap-up is over, of these tenants (null: of all). Read.
CREATE OR REPLACE FUNCTION routing.linked_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, interaction bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT i.tenant, i.id FROM routing.interaction AS i
	WHERE i.end_due AND (tenants IS NULL OR i.tenant = ANY (tenants)) ORDER BY i.id LIMIT least(limit_, 1000)
$$;
