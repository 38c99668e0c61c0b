-- config_id: the id that a name in a file stands for, as text; a name of nothing is refused.
CREATE OR REPLACE FUNCTION ops.config_id(id bigint, name text, field text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF id IS NULL AND name IS NOT NULL THEN
		PERFORM ops.resource_refuse('unknown_reference', field, format('There is no "%s".', left(name, 200)));
	END IF;
	RETURN id::text;
END $$;
