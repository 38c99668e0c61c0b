-- report_moment: a time as a report's client writes it: RFC 3339, or a day, which begins at the tenant's midnight.
-- Null: it is neither.
CREATE OR REPLACE FUNCTION routing.report_moment(written text, zone text)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF routing.is_day(written) THEN
		RETURN routing.local_moment(written::date, zone, true);
	ELSIF ops.is_rfc3339(written) THEN
		RETURN written::timestamptz;
	END IF;
	RETURN NULL;
END $$;
