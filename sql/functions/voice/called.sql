-- called: what a called E.164 number is among these tenants: 'channel' (of medium voice, not disabled), 'user' (somebody's Work number),
-- 'service'. Of one number a channel comes first. Read.
CREATE OR REPLACE FUNCTION voice.called(tenants bigint[], number text)
RETURNS TABLE (tenant bigint, kind text, id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT c.tenant, c.kind, c.id, c.name FROM directory.called($1, $2) AS c ORDER BY c.kind, c.tenant, c.id $$;
