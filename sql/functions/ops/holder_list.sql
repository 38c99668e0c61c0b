-- holder_list: who holds what: shards or sender groups. boot null: given away.
CREATE OR REPLACE FUNCTION ops.holder_list(kind text)
RETURNS TABLE (thing bigint, boot bigint, epoch bigint, beat bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT h.thing, h.boot, h.epoch, b.beat
	FROM ops.holder AS h
	JOIN ops.holder_beat AS b ON b.kind = h.kind AND b.thing = h.thing
	WHERE h.kind = holder_list.kind
	ORDER BY h.thing
$$;
