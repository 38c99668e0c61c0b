-- holder_add: makes a thing that one instance at a time may hold; nobody holds it yet. Adding it
-- again changes nothing. Called where configuration makes shards and sender groups.
CREATE OR REPLACE FUNCTION ops.holder_add(kind text, thing bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO ops.holder (kind, thing, boot, epoch, since) VALUES (kind, thing, NULL, 0, ops.clock())
	ON CONFLICT DO NOTHING;
	INSERT INTO ops.holder_beat (kind, thing, epoch, beat) VALUES (kind, thing, 0, 0) ON CONFLICT DO NOTHING;
END $$;
