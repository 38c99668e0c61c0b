-- feed_head: the newest position; 0: none yet.
CREATE OR REPLACE FUNCTION ops.feed_head()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (
		SELECT COALESCE((SELECT f.pos FROM ops.feed AS f ORDER BY f.pos DESC LIMIT 1), 0));
END $$;
