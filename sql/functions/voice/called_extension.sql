-- called_extension: what a called extension is in an organisation: 'user' (Work), 'agent' (an agent extension), 'service'. Read.
CREATE OR REPLACE FUNCTION voice.called_extension(tenant bigint, extension text)
RETURNS TABLE (tenant bigint, kind text, id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT c.tenant, c.kind, c.id, c.name FROM directory.called_extension($1, $2) AS c ORDER BY c.kind, c.id $$;
