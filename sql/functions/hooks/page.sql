-- page: what comes next for an endpoint, each event with its thread; the last row without event says
-- how far was looked (ops.feed_public). `lost`: positions that the feed had forgotten before. Read.
CREATE OR REPLACE FUNCTION hooks.page(tenant bigint, types text[], after_pos bigint, after_event bigint,
	positions integer, limit_ integer)
RETURNS TABLE (pos bigint, event bigint, at text, kind integer, key bigint, type text, thread text, lost bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT f.pos, f.id, f.at::text, f.kind, f.key, f.type,
		CASE WHEN f.id IS NOT NULL THEN hooks.thread_of(tenant, f.kind, f.key) END,
		greatest(ops.feed_first() - 1 - after_pos, 0)
	FROM ops.feed_public(tenant, after_pos, after_event, types, positions, limit_) AS f;
END $$;
