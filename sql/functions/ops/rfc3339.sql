-- rfc3339: a time as the API tells it: UTC, milliseconds, "2026-01-31T08:15:00.123Z".
CREATE OR REPLACE FUNCTION ops.rfc3339(at timestamptz)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
	RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
END $$;
