-- supervision_add: this supervisor supervises this group, too.
CREATE OR REPLACE FUNCTION directory.supervision_add(tenant bigint, supervisor bigint, group_id bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO directory.supervision (tenant, supervisor, group_id) VALUES (tenant, supervisor, group_id)
	ON CONFLICT DO NOTHING;
	PERFORM ops.config_emit(tenant, supervisor);
END $$;
