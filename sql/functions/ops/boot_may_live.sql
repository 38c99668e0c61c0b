-- boot_may_live: whether a process may still live, however old its last beat is: it may have lost its connection to the database, and
-- come back. Not if another one of its name and address has come after it (boot_gone), nor after a day, when it is forgotten
-- (instance_register). Internal.
CREATE OR REPLACE FUNCTION ops.boot_may_live(boot bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN NOT ops.boot_gone($1) AND EXISTS (SELECT FROM ops.instance AS i WHERE i.boot = $1 AND i.beat_at > ops.clock() - interval '1 day');
END $$;
