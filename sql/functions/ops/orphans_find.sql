-- orphans_find: walks the batches of events in (since, until], one index step a batch, and makes
-- the outbox row of each that has neither that nor a place in the feed.
CREATE OR REPLACE FUNCTION ops.orphans_find(since timestamptz, until timestamptz, batches_max integer,
	OUT batches integer, OUT added bigint, OUT reached timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH RECURSIVE batch (at, xid) AS (
		(SELECT e.at, e.xid FROM ops.event AS e WHERE e.at > since AND e.at <= until ORDER BY e.at, e.xid LIMIT 1)
		UNION ALL
		SELECT n.at, n.xid
		FROM batch AS b
		CROSS JOIN LATERAL (
			SELECT e.at, e.xid
			FROM ops.event AS e
			WHERE (e.at, e.xid) > (b.at, b.xid) AND e.at >= b.at AND e.at <= until
			ORDER BY e.at, e.xid
			LIMIT 1
		) AS n
	), walked AS MATERIALIZED (
		SELECT b.at, b.xid FROM batch AS b LIMIT batches_max
	), put AS (
		INSERT INTO ops.outbox (last_id, at, xid)
		SELECT (SELECT max(e.id) FROM ops.event AS e WHERE e.at = w.at AND e.xid = w.xid), w.at, w.xid
		FROM walked AS w
		WHERE NOT EXISTS (SELECT FROM ops.feed AS f WHERE f.at = w.at AND f.xid = w.xid)
			AND NOT EXISTS (SELECT FROM ops.outbox AS o WHERE o.at = w.at AND o.xid = w.xid)
		RETURNING 1
	)
	SELECT (SELECT count(*)::integer FROM walked), (SELECT count(*) FROM put), (SELECT max(w.at) FROM walked AS w)
$$;
