-- boot_may_live: whether a process may still live, however old its last beat is: it may have lost its connection to the database, and
-- come back. Not if another one of its name and address has come since its last beat, nor after a day, when it is forgotten
-- (instance_register). One that goes on beating lives beside the later one, which can't listen there, or is of another machine: so this is
-- not boot_gone. Internal.
CREATE OR REPLACE FUNCTION ops.boot_may_live(boot bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM ops.instance AS i WHERE i.boot = $1 AND i.beat_at > ops.clock() - interval '1 day'
		AND NOT EXISTS (SELECT FROM ops.instance AS later WHERE later.name = i.name AND later.http_url = i.http_url
			AND later.boot <> i.boot AND later.started_at > i.beat_at));
END $$;
