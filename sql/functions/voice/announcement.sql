-- announcement: what a caller who waits is told, as their queue wants it: their place, about how many seconds it lasts (null: not said),
-- and after how many seconds they are told again. No row: they don't wait in a queue. Read.
CREATE OR REPLACE FUNCTION voice.announcement(tenant bigint, interaction bigint)
RETURNS TABLE ("position" integer, wait_s integer, every_s integer)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT CASE WHEN s.announce_position THEN p.position END, CASE WHEN s.announce_wait THEN p.wait_s END, s.announce_every_s
	FROM routing.v_interaction AS i
	CROSS JOIN LATERAL voice.queue_sound(i.tenant, i.queue) AS s
	CROSS JOIN LATERAL voice.place(i.tenant, i.id) AS p
	WHERE i.tenant = $1 AND i.id = $2
$$;
