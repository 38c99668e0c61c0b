-- audit_heads: the ends of at most limit_ chains of the audit log that have grown, were swept or can't be swept since they were last
-- logged, each at most once in every_s seconds: a daemon writes them in its log, where nobody who changes the database can change
-- them, and then says so by ops.audit_heads_logged. Two daemons may log the same; none is left out.
-- base_id 0: it is as it was logged. held_id 0: nothing holds a sweep.
CREATE OR REPLACE FUNCTION ops.audit_heads(every_s integer, limit_ integer)
RETURNS TABLE (tenant bigint, audit_id bigint, hash text, base_id bigint, base_hash text, base_at text, base_days integer, held_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT h.tenant, h.head_id, encode(h.head_hash, 'hex'),
		CASE WHEN h.base_id <> h.logged_base_id THEN h.base_id ELSE 0 END, encode(h.base_hash, 'hex'),
		COALESCE(ops.rfc3339(h.base_at), ''), COALESCE(h.base_days, 0), COALESCE(h.held_id, 0)
	FROM ops.audit_head AS h
	WHERE (h.head_id > h.logged_id OR h.base_id <> h.logged_base_id OR h.held_id IS NOT NULL)
		AND (h.logged_at IS NULL OR h.logged_at NOT BETWEEN clock - every_s * interval '1 s' AND clock)
	ORDER BY h.logged_at NULLS FIRST, h.tenant
	LIMIT limit_;
END $$;
