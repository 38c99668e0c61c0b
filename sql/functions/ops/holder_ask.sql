-- holder_ask: asks who holds a thing in this epoch to give it to this process, which holds less. The
-- holder sees it at its next beat. Answers whether it could be asked; the last who asks is the heir.
CREATE OR REPLACE FUNCTION ops.holder_ask(kind text, thing bigint, boot bigint, epoch bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE ops.holder_beat AS b SET heir = holder_ask.boot
	WHERE b.kind = holder_ask.kind AND b.thing = holder_ask.thing AND b.epoch = holder_ask.epoch;
	RETURN FOUND;
END $$;
