-- quarter: the beginning of the quarter of an hour that a moment lies in. All zones' days begin with one.
CREATE OR REPLACE FUNCTION routing.quarter(moment timestamptz)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT date_bin(interval '15 minutes', moment, timestamptz '2000-01-01 00:00+00') $$;
