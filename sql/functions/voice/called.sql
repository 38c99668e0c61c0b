-- called: as called_2 among these tenants, for the release before. Read.
CREATE OR REPLACE FUNCTION voice.called(tenants bigint[], number text)
RETURNS TABLE (tenant bigint, kind text, id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT c.tenant, c.kind, c.id, c.name FROM directory.called($2) AS c WHERE c.tenant = ANY ($1) ORDER BY c.kind, c.tenant, c.id $$;
