-- instance_register: this process is here. Rows that have not beaten for a day go.
CREATE OR REPLACE FUNCTION ops.instance_register(boot bigint, name text, bus_url text, http_url text, release text)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	DELETE FROM ops.instance AS i WHERE i.beat_at < at_now - interval '1 day' AND i.boot <> instance_register.boot;
	INSERT INTO ops.instance AS i (boot, name, bus_url, http_url, release, started_at, beat_at)
	VALUES (boot, name, bus_url, http_url, release, at_now, at_now)
	ON CONFLICT ON CONSTRAINT instance_pkey DO UPDATE
		SET name = EXCLUDED.name, bus_url = EXCLUDED.bus_url, http_url = EXCLUDED.http_url,
			release = EXCLUDED.release, beat = i.beat + 1, beat_at = EXCLUDED.beat_at;
	RETURN at_now;
END $$;
