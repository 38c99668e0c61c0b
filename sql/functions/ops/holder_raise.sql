-- holder_raise: the beat of all that this process holds of a kind; answers what that is. What is
-- missing from the answer has been lost. Touches no row that a fence locks.
CREATE OR REPLACE FUNCTION ops.holder_raise(kind text, boot bigint)
RETURNS TABLE (thing bigint, epoch bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
	UPDATE ops.holder_beat AS b SET beat = b.beat + 1
	FROM ops.holder AS h
	WHERE h.kind = holder_raise.kind AND h.boot = holder_raise.boot
		AND b.kind = h.kind AND b.thing = h.thing AND b.epoch = h.epoch
	RETURNING b.thing, b.epoch
$$;
