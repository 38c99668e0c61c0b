-- emergency_number_problem: why an organisation may not call this its own emergency number, in words; null: it may. Such a number is called past the dial plan
-- and all limits: it is the short number of a service, and not directory enquiries, which cost extra in every country (118 and two or three digits).
CREATE OR REPLACE FUNCTION directory.emergency_number_problem(number text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN length(d.digits) > 6 THEN format('%s has more than six digits: an emergency number is short. Other numbers are called by the dial plan.', $1)
		WHEN d.digits ~ '^118[0-9]{2,3}$' THEN format('%s is a number of directory enquiries.', $1) END
	FROM (SELECT regexp_replace($1, '[^0-9]', '', 'g') AS digits) AS d
$$;
