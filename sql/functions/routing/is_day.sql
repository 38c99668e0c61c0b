-- is_day: whether a text is a date of the calendar, "2026-12-24".
CREATE OR REPLACE FUNCTION routing.is_day(day text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	RETURN COALESCE(day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', false) AND to_char(day::date, 'YYYY-MM-DD') = day;
EXCEPTION WHEN data_exception THEN
	RETURN false;
END $$;
