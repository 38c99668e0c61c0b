-- feed_after: the times of the batches that stand behind a position of the feed, or have none yet: what a
-- follower who has come so far does not know of. At most some hundred, for who follows.
CREATE OR REPLACE FUNCTION ops.feed_after(after_pos bigint)
RETURNS timestamptz[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE(array_agg(b.at), '{}')
	FROM (SELECT f.at FROM ops.feed AS f WHERE f.pos > after_pos UNION ALL SELECT o.at FROM ops.outbox AS o) AS b
$$;
