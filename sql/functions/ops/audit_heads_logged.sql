-- audit_heads_logged: the ends and bases (0: not told) of these tenants' chains stand in a daemon's log; answers of how many.
CREATE OR REPLACE FUNCTION ops.audit_heads_logged(tenants bigint[], heads bigint[], bases bigint[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	logged bigint;
BEGIN
	UPDATE ops.audit_head AS h SET logged_at = clock, logged_id = GREATEST(h.logged_id, x.head),
		logged_base_id = CASE WHEN x.base <> 0 THEN x.base ELSE h.logged_base_id END
	FROM unnest(tenants, heads, bases) AS x (tenant, head, base)
	WHERE h.tenant = x.tenant;
	GET DIAGNOSTICS logged = ROW_COUNT;
	RETURN logged;
END $$;
