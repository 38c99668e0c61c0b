-- raw_names: whether the bytes of a carrier's call name one of these numbers: all of its digits and no more, for
-- a longer number is somebody else's. "%2B" or "%20" may stand before them, and "00".
CREATE OR REPLACE FUNCTION sms.raw_names(raw bytea, numbers text[])
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT EXISTS (SELECT FROM unnest(numbers) AS n (number)
		WHERE position(convert_to(ltrim(n.number, '+'), 'UTF8') IN raw) > 0 -- quick, and seldom true
			AND encode(raw, 'escape') ~ ('(^|[^0-9]|%[0-9A-Fa-f]{2}|[\\][0-7]{3})(00)?' || ltrim(n.number, '+') || '([^0-9]|$)'))
$$;
