-- notes_due: interactions that went back and whose note is not written yet. Read.
CREATE OR REPLACE FUNCTION routing.notes_due(limit_ integer)
RETURNS TABLE (tenant bigint, interaction bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT i.tenant, i.id FROM routing.interaction AS i
	WHERE i.note_due AND i.state <> 'ended' ORDER BY i.id LIMIT least(limit_, 1000)
$$;
