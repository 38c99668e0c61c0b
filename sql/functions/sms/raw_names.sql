-- raw_names: whether the bytes of a carrier's call name one of these numbers: by its digits alone.
CREATE OR REPLACE FUNCTION sms.raw_names(raw bytea, numbers text[])
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT EXISTS (SELECT FROM unnest(numbers) AS n (number)
		WHERE position(convert_to(ltrim(n.number, '+'), 'UTF8') IN raw) > 0)
$$;
