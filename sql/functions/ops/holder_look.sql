-- holder_look: raises the beat of all that this process holds of a kind; answers who holds what, as
-- holder_list does, which of it is this process's own (`raised`), and who has asked for it (`heir`).
-- What is not raised has been lost. Touches no row that a fence locks.
DROP FUNCTION IF EXISTS ops.holder_look(text, bigint); -- it did not tell the heir
CREATE OR REPLACE FUNCTION ops.holder_look(kind text, boot bigint)
RETURNS TABLE (thing bigint, boot bigint, epoch bigint, beat bigint, raised boolean, heir bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
	WITH own AS (
		UPDATE ops.holder_beat AS b SET beat = b.beat + 1
		FROM ops.holder AS h
		WHERE h.kind = holder_look.kind AND h.boot = holder_look.boot
			AND b.kind = h.kind AND b.thing = h.thing AND b.epoch = h.epoch
		RETURNING b.thing, b.epoch
	)
	SELECT l.thing, l.boot, l.epoch, l.beat, own.thing IS NOT NULL, b.heir
	FROM ops.holder_list(holder_look.kind) AS l
	LEFT JOIN own ON own.thing = l.thing AND own.epoch = l.epoch
	LEFT JOIN ops.holder_beat AS b ON b.kind = holder_look.kind AND b.thing = l.thing
$$;
