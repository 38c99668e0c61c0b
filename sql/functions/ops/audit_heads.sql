-- audit_heads: the ends of at most limit_ chains of the audit log that have grown since they were last answered, each at most once
-- in every_s seconds: a daemon writes them in its log, where nobody who changes the database can change them.
CREATE OR REPLACE FUNCTION ops.audit_heads(every_s integer, limit_ integer)
RETURNS TABLE (tenant bigint, audit_id bigint, hash text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY UPDATE ops.audit_head AS h SET logged_id = h.head_id, logged_at = clock
	WHERE h.tenant = ANY (ARRAY(SELECT x.tenant FROM ops.audit_head AS x
		WHERE x.head_id > x.logged_id AND (x.logged_at IS NULL OR x.logged_at NOT BETWEEN clock - every_s * interval '1 s' AND clock)
		ORDER BY x.logged_at NULLS FIRST LIMIT limit_ FOR UPDATE SKIP LOCKED))
	RETURNING h.tenant, h.head_id, encode(h.head_hash, 'hex');
END $$;
