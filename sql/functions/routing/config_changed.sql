-- config_changed: raises the tenant's revision and tells that configuration changed (kind 8,
-- key: the tenant). Each function that changes configuration ends with it. Keys: config.
CREATE OR REPLACE FUNCTION routing.config_changed(tenant bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	now_at bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', tenant, ''));
	END IF;
	INSERT INTO routing.revision AS r (tenant, revision) VALUES (tenant, 1)
	ON CONFLICT ON CONSTRAINT revision_pkey DO UPDATE SET revision = r.revision + 1
	RETURNING r.revision INTO now_at;
	PERFORM ops.config_emit(tenant, tenant);
	RETURN now_at;
END $$;
