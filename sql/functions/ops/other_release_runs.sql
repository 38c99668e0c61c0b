-- other_release_runs: whether a process of another release lives, as far as the database can tell (boot_alive). Read.
CREATE OR REPLACE FUNCTION ops.other_release_runs(release text)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM ops.instance AS i WHERE i.release <> $1 AND ops.boot_alive(i.boot)) $$;
