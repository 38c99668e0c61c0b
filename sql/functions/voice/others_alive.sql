-- others_alive: other processes that carry calls of this database and live, as far as it can tell; `boot`: who asks. Read.
CREATE OR REPLACE FUNCTION voice.others_alive(boot bigint)
RETURNS TABLE (name text, http_url text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT i.name, i.http_url FROM ops.instance_list() AS i
	WHERE i.name LIKE 'voiced%' AND i.boot <> others_alive.boot AND ops.boot_alive(i.boot) ORDER BY i.name, i.http_url;
END $$;
