-- tenant_lease_set: after how much silence an agent's lease is stale, lost, gone. Deadlines that
-- run already stay as they are. Its news (kind 8) has key 0: the tenant's own settings.
CREATE OR REPLACE FUNCTION directory.tenant_lease_set(tenant bigint, stale_ms bigint, lost_ms bigint, gone_ms bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE directory.tenant AS t
	SET stale_ms = tenant_lease_set.stale_ms, lost_ms = tenant_lease_set.lost_ms, gone_ms = tenant_lease_set.gone_ms,
		version = t.version + 1
	WHERE t.id = tenant_lease_set.tenant;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM ops.config_emit(tenant, 0);
	RETURN true;
END $$;
