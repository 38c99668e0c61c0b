-- commands_erase: of the answers that are kept for repeated commands, those like one of these patterns
-- lose their body; the command itself stays known. Internal, called by the owner of what they tell.
CREATE OR REPLACE FUNCTION ops.commands_erase(tenant bigint, patterns text[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	erased bigint;
BEGIN
	UPDATE ops.command AS c SET body = '{"erased": true}'
	WHERE c.tenant = commands_erase.tenant AND c.body::text LIKE ANY (patterns);
	GET DIAGNOSTICS erased = ROW_COUNT;
	RETURN erased;
END $$;
