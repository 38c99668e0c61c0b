-- instance_beat: this process lives. Answers the database's time; null: not registered (any
-- more), register again.
CREATE OR REPLACE FUNCTION ops.instance_beat(boot bigint)
RETURNS timestamptz
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	UPDATE ops.instance AS i SET beat = i.beat + 1, beat_at = ops.clock()
	WHERE i.boot = instance_beat.boot
	RETURNING i.beat_at
$$;
