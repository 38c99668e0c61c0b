-- channel_create: a new entry point; answers its id. The hook's key is a random text of the caller, which smsgw seals.
CREATE OR REPLACE FUNCTION directory.channel_create(tenant bigint, medium text, name text, hook_key text, number text,
	help_text text DEFAULT NULL, stop_text text DEFAULT NULL, start_text text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO directory.channel (tenant, medium, name, hook_key, number, help_text, stop_text, start_text)
	VALUES (tenant, medium, name, hook_key, number, help_text, stop_text, start_text)
	RETURNING id INTO made;
	PERFORM ops.config_emit(tenant, made);
	RETURN made;
END $$;
