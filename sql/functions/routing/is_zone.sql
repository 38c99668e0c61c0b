-- is_zone: whether a text is a time zone, "Europe/Berlin".
CREATE OR REPLACE FUNCTION routing.is_zone(zone text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE('epoch'::timestamptz AT TIME ZONE zone IS NOT NULL, false);
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN false;
END $$;
