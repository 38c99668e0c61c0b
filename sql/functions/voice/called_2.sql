-- called_2: what a called E.164 number is, in each organisation that has it: 'channel' (of medium voice, not disabled), 'user' (somebody's Work
-- number), 'service'. A claimed one is its owner's alone. Of one number a channel comes first. Read.
CREATE OR REPLACE FUNCTION voice.called_2(number text)
RETURNS TABLE (tenant bigint, kind text, id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT c.tenant, c.kind, c.id, c.name FROM directory.called($1) AS c ORDER BY c.kind, c.tenant, c.id $$;
