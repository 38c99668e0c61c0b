-- boot_alive: whether a process lives, as far as the database can tell: it is not surely gone (boot_gone), and it has beaten within 30 s:
-- some time more than observers take (rule 9), for here nobody watches.
CREATE OR REPLACE FUNCTION ops.boot_alive(boot bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN NOT ops.boot_gone($1) AND EXISTS (SELECT FROM ops.instance AS i WHERE i.boot = $1 AND i.beat_at > ops.clock() - interval '30 s');
END $$;
