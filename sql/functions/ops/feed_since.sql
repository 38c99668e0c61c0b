-- feed_since: the time of the oldest position still there; null: none yet.
CREATE OR REPLACE FUNCTION ops.feed_since()
RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT f.at FROM ops.feed AS f ORDER BY f.pos LIMIT 1 $$;
