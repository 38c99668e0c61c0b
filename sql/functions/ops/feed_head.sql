-- feed_head: the newest position; 0: none yet.
CREATE OR REPLACE FUNCTION ops.feed_head()
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT COALESCE((SELECT f.pos FROM ops.feed AS f ORDER BY f.pos DESC LIMIT 1), 0) $$;
