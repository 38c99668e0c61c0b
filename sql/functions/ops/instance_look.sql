-- instance_look: what each process asks once a second: its own beat, with what it lacks (words; an earlier release tells none); who is there, one row a process; the feed's
-- newest position. `at`, the database's time, is null for one who is
-- not registered (any more): register again. An observer who reads the same beat for 5 s of its own
-- clock calls a process dead (rule 9).
DROP FUNCTION IF EXISTS ops.instance_look(bigint); -- it was told no needs
CREATE OR REPLACE FUNCTION ops.instance_look(boot bigint, missing text DEFAULT '')
RETURNS TABLE (boot bigint, bus_url text, beat bigint, at timestamptz, head bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
	WITH own AS (
		UPDATE ops.instance AS i SET beat = i.beat + 1, beat_at = ops.clock(), missing = instance_look.missing
		WHERE i.boot = instance_look.boot
		RETURNING i.beat_at
	), feed AS MATERIALIZED (
		SELECT ops.feed_head() AS head
	)
	SELECT i.boot, i.bus_url, i.beat, (SELECT o.beat_at FROM own AS o), f.head
	FROM ops.instance AS i CROSS JOIN feed AS f
	ORDER BY i.name, i.boot
$$;
