-- events_drop: drops the oldest month of events that ended keep_days ago, once neither the feed nor
-- the outbox leads to it; answers how many (partition_drop).
CREATE OR REPLACE FUNCTION ops.events_drop(keep_days integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	ended_at timestamptz := (SELECT o.ended_at FROM ops.partition_oldest('ops', 'event', keep_days) AS o);
BEGIN
	IF ended_at IS NULL OR EXISTS (SELECT FROM ops.feed AS f WHERE f.at < ended_at)
		OR EXISTS (SELECT FROM ops.outbox AS o WHERE o.at < ended_at) THEN
		RETURN 0;
	END IF;
	RETURN ops.partition_drop('event', keep_days);
END $$;
