-- feed_first: the oldest position still there; a reader whose next one is older reloads all.
-- 0: none yet.
CREATE OR REPLACE FUNCTION ops.feed_first()
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT COALESCE((SELECT f.pos FROM ops.feed AS f ORDER BY f.pos LIMIT 1), 0) $$;
