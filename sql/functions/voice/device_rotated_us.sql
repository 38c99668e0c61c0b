-- device_rotated_us: the microseconds since 1970 of a phone's rotated_at: what tells one password of it from another.
CREATE OR REPLACE FUNCTION voice.device_rotated_us(rotated_at timestamptz)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$ SELECT (extract(epoch FROM rotated_at) * 1000000)::bigint $$;
