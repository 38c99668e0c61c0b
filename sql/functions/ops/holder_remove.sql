-- holder_remove: forgets a thing that is there no more; who held it sees that at its next beat.
CREATE OR REPLACE FUNCTION ops.holder_remove(kind text, thing bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	DELETE FROM ops.holder AS h WHERE h.kind = holder_remove.kind AND h.thing = holder_remove.thing;
	DELETE FROM ops.holder_beat AS b WHERE b.kind = holder_remove.kind AND b.thing = holder_remove.thing;
END $$;
