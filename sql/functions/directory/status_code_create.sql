-- status_code_create: a reason that may be given with a status; answers its id.
CREATE OR REPLACE FUNCTION directory.status_code_create(tenant bigint, status text, name text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO directory.status_code (tenant, status, name) VALUES (tenant, status, name) RETURNING id INTO made;
	PERFORM ops.config_emit(tenant, made);
	RETURN made;
END $$;
