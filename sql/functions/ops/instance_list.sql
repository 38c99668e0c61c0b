-- instance_list: all registered processes. An observer who reads the same beat for 5 s of its
-- own clock calls the process dead (rule 9).
CREATE OR REPLACE FUNCTION ops.instance_list()
RETURNS TABLE (boot bigint, name text, bus_url text, http_url text, release text, beat bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT i.boot, i.name, i.bus_url, i.http_url, i.release, i.beat FROM ops.instance AS i ORDER BY i.name, i.boot
$$;
