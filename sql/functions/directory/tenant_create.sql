-- tenant_create: a new organisation; answers its id.
CREATE OR REPLACE FUNCTION directory.tenant_create(name text, mode integer DEFAULT 1, time_zone text DEFAULT 'UTC')
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM ops.clock() AT TIME ZONE time_zone; -- an unknown zone is an error here, not later
	INSERT INTO directory.tenant (name, mode, time_zone) VALUES (name, mode, time_zone) RETURNING id INTO made;
	PERFORM routing.shard_assign(made);
	PERFORM ops.config_emit(made, made);
	RETURN made;
END $$;
