-- status_rule_set: whether a status needs a code. Configuration, one writer at a time.
CREATE OR REPLACE FUNCTION directory.status_rule_set(tenant bigint, status text, code_required boolean)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO directory.status_rule AS r (tenant, status, code_required) VALUES (tenant, status, code_required)
	ON CONFLICT ON CONSTRAINT status_rule_pkey DO UPDATE SET code_required = EXCLUDED.code_required;
	PERFORM ops.config_emit(tenant, tenant);
END $$;
