-- a_phone_number_found: whether a search finds a number: by its digits, in any notation, or by the name of who uses it.
CREATE OR REPLACE FUNCTION directory.a_phone_number_found(line directory.a_phone_number, search text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	digits CONSTANT text := regexp_replace(search, '[^0-9]', '', 'g');
BEGIN
	RETURN (digits <> '' AND search ~ '^[-+0-9 ()./]+$' AND position(digits IN line.number) > 0)
		OR COALESCE(position(lower(search) IN lower(line.assigned_to ->> 'name')) > 0, false);
END $$;
