-- own_sound_bytes: the bytes of a file that is somebody's own sound (own_sounds). No row: it is no longer. Read.
CREATE OR REPLACE FUNCTION voice.own_sound_bytes(tenant bigint, file bigint)
RETURNS TABLE (bytes bytea)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$ SELECT messaging.file_bytes($1, $2) WHERE EXISTS (SELECT FROM voice.greeting AS g WHERE g.tenant = $1 AND g.file = $2) $$;
