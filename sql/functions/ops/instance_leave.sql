-- instance_leave: this process ends; also called for a dead one when all that it held has
-- been taken care of.
CREATE OR REPLACE FUNCTION ops.instance_leave(boot bigint)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ DELETE FROM ops.instance AS i WHERE i.boot = instance_leave.boot $$;
