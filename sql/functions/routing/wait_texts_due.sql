-- wait_texts_due: interactions whose customer is to be told to wait, of these tenants (null: of all). Read.
CREATE OR REPLACE FUNCTION routing.wait_texts_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, interaction bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT w.tenant, w.interaction FROM routing.wait_text AS w
	WHERE w.sent_at IS NULL AND (tenants IS NULL OR w.tenant = ANY (tenants)) ORDER BY w.interaction LIMIT least(limit_, 1000)
$$;
