-- consults_due: interactions with a consult that is over. Read.
CREATE OR REPLACE FUNCTION routing.consults_due(limit_ integer)
RETURNS TABLE (tenant bigint, interaction bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT DISTINCT c.tenant, c.interaction FROM routing.consults_over() AS c LIMIT least(limit_, 1000)
$$;
