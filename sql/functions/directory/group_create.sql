-- group_create: a new agent group; answers its id.
CREATE OR REPLACE FUNCTION directory.group_create(tenant bigint, name text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO directory.agent_group (tenant, name) VALUES (tenant, name) RETURNING id INTO made;
	PERFORM ops.config_emit(tenant, made);
	RETURN made;
END $$;
