-- notes_due: interactions that went back and whose note is not written yet, of these tenants (null: of all). Read.
DROP FUNCTION IF EXISTS routing.notes_due(integer); -- it was for all tenants
CREATE OR REPLACE FUNCTION routing.notes_due(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (tenant bigint, interaction bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT i.tenant, i.id FROM routing.interaction AS i
	WHERE i.note_due AND (tenants IS NULL OR i.tenant = ANY (tenants)) AND i.state <> 'ended' ORDER BY i.id LIMIT least(limit_, 1000)
$$;
