-- greeting_sound: place and bytes of a Work user's own greeting, or of a queue's sound of this use. No row: there is none. Read.
DROP FUNCTION IF EXISTS voice.greeting_sound(bigint, bigint);
DROP FUNCTION IF EXISTS voice.greeting_sound(bigint, bigint, bigint);
CREATE OR REPLACE FUNCTION voice.greeting_sound(tenant bigint, owner bigint, queue bigint, use text DEFAULT 'voicemail')
RETURNS TABLE (place text, bytes bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT g.place, messaging.file_bytes(g.tenant, g.file) FROM voice.greeting AS g
	WHERE g.tenant = $1 AND (g.owner = $2 OR g.queue = $3) AND g.use = $4
$$;
