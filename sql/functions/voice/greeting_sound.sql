-- greeting_sound: place and bytes of a Work user's or a queue's own greeting. No row: there is none. Read.
DROP FUNCTION IF EXISTS voice.greeting_sound(bigint, bigint);
CREATE OR REPLACE FUNCTION voice.greeting_sound(tenant bigint, owner bigint, queue bigint DEFAULT NULL)
RETURNS TABLE (place text, bytes bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT g.place, messaging.file_bytes(g.tenant, g.file) FROM voice.greeting AS g WHERE g.tenant = $1 AND (g.owner = $2 OR g.queue = $3) $$;
