-- customer_version_sweep: forgets at most limit_ versions of customers that are older than the feed: no event that can be pulled shows
-- them any more. Answers how many.
CREATE OR REPLACE FUNCTION messaging.customer_version_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz := COALESCE(ops.feed_since(), ops.clock());
	swept bigint;
BEGIN
	DELETE FROM messaging.customer_version AS v WHERE v.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.customer_version AS o
		WHERE o.at < before ORDER BY o.at LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
