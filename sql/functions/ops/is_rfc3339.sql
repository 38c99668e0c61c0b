-- is_rfc3339: whether a text is a time as RFC 3339 has it, with its zone; seconds may be left out, a blank may stand for the T; from 1970 on. The twin of
-- common/daemon/dbclock.c; the tests hold common vectors. What PostgreSQL reads besides ("tomorrow", "infinity", a day alone) depends on when,
-- or on where, it is read.
CREATE OR REPLACE FUNCTION ops.is_rfc3339(written text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE(written ~ '^(19[7-9]\d|[2-9]\d{3})-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?|:60(\.0{1,6})?)?(Z|[+-](0\d|1[0-5]):[0-5]\d)$', false)
		AND written::timestamptz IS NOT NULL;
EXCEPTION WHEN data_exception THEN
	RETURN false;
END $$;
