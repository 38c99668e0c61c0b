-- feed_read: the events after a position, in order: at most limit_ positions, each whole (a
-- position is one batch, up to a few hundred events). One whose events are gone, with their month,
-- is a row that holds only `pos`, so that the reader goes on. No row: nothing new.
-- The lateral join keeps it at one index range a position; a plain join would scan all.
CREATE OR REPLACE FUNCTION ops.feed_read(after_pos bigint, limit_ integer)
RETURNS TABLE (pos bigint, id bigint, at timestamptz, tenant bigint, kind integer, key bigint, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT f.pos, e.id, e.at, e.tenant, e.kind, e.key, e.version
	FROM (
		SELECT p.pos, p.at, p.xid FROM ops.feed AS p WHERE p.pos > after_pos ORDER BY p.pos LIMIT limit_
	) AS f
	LEFT JOIN LATERAL (
		SELECT v.id, v.at, v.tenant, v.kind::integer, v.key, v.version
		FROM ops.event AS v
		WHERE v.at = f.at AND v.xid = f.xid
		OFFSET 0
	) AS e ON true
	ORDER BY f.pos, e.id;
END $$;
