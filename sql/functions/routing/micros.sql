-- micros: a time as whole microseconds since 1970, for daemons that compute with it.
CREATE OR REPLACE FUNCTION routing.micros(at timestamptz)
RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
	RETURN (extract(epoch FROM at) * 1000000)::bigint;
END $$;
