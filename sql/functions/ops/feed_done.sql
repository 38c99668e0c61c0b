-- feed_done: up to which time every event there was is in the feed: nothing of before will come any more.
CREATE OR REPLACE FUNCTION ops.feed_done()
RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT s.done_to FROM ops.sequencer AS s $$;
