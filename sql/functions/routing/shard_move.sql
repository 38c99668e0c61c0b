-- shard_move: another shard chooses for this tenant from now on; the routers hear it as a change of its
-- configuration. For a moment both may choose: each offer is judged in the database, by its rows.
-- Answers false when there is no such tenant or shard. Keys: config.
CREATE OR REPLACE FUNCTION routing.shard_move(tenant bigint, shard bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('config', tenant, '')); -- an operator's call comes without a batch
	IF NOT EXISTS (SELECT FROM directory.v_tenant AS t WHERE t.id = shard_move.tenant)
		OR NOT EXISTS (SELECT FROM ops.holder_list('shard') AS h WHERE h.thing = shard_move.shard) THEN
		RETURN false;
	END IF;
	INSERT INTO routing.tenant_shard AS s (tenant, shard) VALUES (tenant, shard)
	ON CONFLICT ON CONSTRAINT tenant_shard_pkey DO UPDATE SET shard = EXCLUDED.shard;
	PERFORM routing.config_changed(tenant);
	RETURN true;
END $$;
