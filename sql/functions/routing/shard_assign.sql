-- shard_assign: a new tenant goes to the shard with the fewest tenants. Called by directory.tenant_create.
CREATE OR REPLACE FUNCTION routing.shard_assign(tenant bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO routing.tenant_shard (tenant, shard)
	SELECT shard_assign.tenant, m.shard FROM routing.shard_map() AS m
	GROUP BY m.shard ORDER BY count(m.tenant) FILTER (WHERE m.tenant <> shard_assign.tenant), m.shard LIMIT 1
	ON CONFLICT DO NOTHING;
END $$;
