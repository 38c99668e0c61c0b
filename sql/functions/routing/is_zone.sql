-- is_zone: whether a text is a time zone by its name, "Europe/Berlin", as written there: what PostgreSQL takes besides ("CEST", "europe/berlin",
-- "XYZ-3") means something else in summer, or to others. A name newer than the table is looked up in the system's files.
CREATE OR REPLACE FUNCTION routing.is_zone(zone text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF EXISTS (SELECT FROM routing.time_zone AS z WHERE z.name = zone) THEN
		RETURN true;
	END IF;
	PERFORM 'epoch'::timestamptz AT TIME ZONE zone;
	RETURN COALESCE(zone ~ '^[A-Z]' AND zone <> 'Factory' AND EXISTS (SELECT FROM pg_timezone_names AS z WHERE z.name = zone), false);
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN false;
END $$;
