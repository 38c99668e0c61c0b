-- config_emit: tells that a tenant's configuration changed (kind 8). `key` says what of it: a
-- thing's id, the tenant's own id for what the router knows, 0 for the tenant's own settings.
-- Versions of one sequence: each is another, whoever changed what.
CREATE OR REPLACE FUNCTION ops.config_emit(tenant bigint, key bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM ops.emit(tenant, 8, key, nextval('ops.config_version'));
END $$;
