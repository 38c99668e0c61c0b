-- key_check_missing: whether a process may live (boot_may_live) that registers no check value of its key. It is of a build that opens no box with
-- a derived key, and perhaps no sealed key of a carrier's hook. Read.
CREATE OR REPLACE FUNCTION ops.key_check_missing()
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM ops.instance AS i WHERE i.key_check IS NULL AND ops.boot_may_live(i.boot)) $$;
