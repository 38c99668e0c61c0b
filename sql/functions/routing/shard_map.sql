-- shard_map: the router's shards with their tenants, by shard; a shard without tenants is one row with a null
-- tenant. Read.
CREATE OR REPLACE FUNCTION routing.shard_map()
RETURNS TABLE (shard bigint, tenant bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT h.thing, t.id
	FROM ops.holder_list('shard') AS h
	LEFT JOIN (SELECT v.id, COALESCE(s.shard, 1) AS shard FROM directory.v_tenant AS v
		LEFT JOIN routing.tenant_shard AS s ON s.tenant = v.id) AS t ON t.shard = h.thing
	ORDER BY h.thing, t.id
$$;
