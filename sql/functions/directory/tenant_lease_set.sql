-- tenant_lease_set: after how much silence an agent's lease is stale, lost, gone. Deadlines that
-- run already stay as they are.
CREATE OR REPLACE FUNCTION directory.tenant_lease_set(tenant bigint, stale_ms bigint, lost_ms bigint, gone_ms bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	new_version bigint;
BEGIN
	UPDATE directory.tenant AS t
	SET stale_ms = tenant_lease_set.stale_ms, lost_ms = tenant_lease_set.lost_ms, gone_ms = tenant_lease_set.gone_ms,
		version = t.version + 1
	WHERE t.id = tenant_lease_set.tenant
	RETURNING t.version INTO new_version;
	IF new_version IS NULL THEN
		RETURN false;
	END IF;
	PERFORM ops.emit(tenant, 8, tenant, new_version);
	RETURN true;
END $$;
