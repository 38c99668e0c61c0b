-- own_sounds: what a Work user or a queue has in place of our words: which use, which file, the place it is sealed for. Read.
CREATE OR REPLACE FUNCTION voice.own_sounds(tenant bigint, owner bigint, queue bigint)
RETURNS TABLE (use text, file bigint, place text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 7
SET search_path = pg_catalog, pg_temp
AS $$ SELECT g.use, g.file, g.place FROM voice.greeting AS g WHERE g.tenant = $1 AND (g.owner = $2 OR g.queue = $3) $$;
