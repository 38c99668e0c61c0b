-- local_moment: a local time of a zone in UTC (RT-12). One that does not exist moves forward by
-- the gap; of one that comes twice an opening takes the first, a closing the second.
CREATE OR REPLACE FUNCTION routing.local_moment(local timestamp, zone text, opening boolean)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	-- PostgreSQL reads a missing time with the offset before the gap, a double one as the second.
	second_ timestamptz := local AT TIME ZONE zone;
	gain interval := ((second_ - interval '1 day') AT TIME ZONE zone) - (second_ AT TIME ZONE zone)
		+ interval '1 day';
BEGIN
	IF opening AND gain > interval '0' AND ((second_ - gain) AT TIME ZONE zone) = local THEN
		RETURN second_ - gain;
	END IF;
	RETURN second_;
END $$;
