-- instance_register: this process is here. Rows that have not beaten for a day go.
-- What a former process of this name and address still holds is given away: two can't listen
-- there, so it is dead, and nobody need wait until its beat has stood still. (If it were alive
-- after all, it steps down by the epoch like any other.) A row that an open batch of its fence
-- has locked is left to the beats, so that a start never waits.
-- `key_check`: the check value of the key that it seals with; empty: it has no key ring; null: an earlier build tells none.
DROP FUNCTION IF EXISTS ops.instance_register(bigint, text, text, text, text); -- it was told no check value
CREATE OR REPLACE FUNCTION ops.instance_register(boot bigint, name text, bus_url text, http_url text, release text, key_check text DEFAULT NULL)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	DELETE FROM ops.instance AS i WHERE i.beat_at < at_now - interval '1 day' AND i.boot <> instance_register.boot;
	INSERT INTO ops.instance AS i (boot, name, bus_url, http_url, release, key_check, started_at, beat_at)
	VALUES (boot, name, bus_url, http_url, release, key_check, at_now, at_now)
	ON CONFLICT ON CONSTRAINT instance_pkey DO UPDATE
		SET name = EXCLUDED.name, bus_url = EXCLUDED.bus_url, http_url = EXCLUDED.http_url,
			release = EXCLUDED.release, key_check = EXCLUDED.key_check, beat = i.beat + 1, beat_at = EXCLUDED.beat_at;
	UPDATE ops.holder AS h SET boot = NULL, since = at_now
	WHERE (h.kind, h.thing) IN (SELECT f.kind, f.thing FROM ops.holder AS f
		WHERE f.boot IN (SELECT i.boot FROM ops.instance AS i WHERE i.name = instance_register.name
			AND i.http_url = instance_register.http_url AND i.boot <> instance_register.boot)
		FOR UPDATE OF f SKIP LOCKED);
	-- A process that starts again and again must not fill the list. Not sooner: streams of a boot
	-- that is not listed count as orphaned, and a chatd that is back within 5 s loses nothing.
	DELETE FROM ops.instance AS i WHERE i.name = instance_register.name AND i.http_url = instance_register.http_url
		AND i.boot <> instance_register.boot AND i.beat_at < at_now - interval '30 s'
		AND NOT EXISTS (SELECT FROM ops.holder AS h WHERE h.boot = i.boot);
	RETURN at_now;
END $$;
