-- a_user_found: whether a search finds a user: by name, login name, e-mail, department, whatever the case; by the Work number's digits, in any
-- notation; by an extension, from its beginning.
CREATE OR REPLACE FUNCTION directory.a_user_found(person directory.a_user, search text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	digits CONSTANT text := regexp_replace(search, '[^0-9]', '', 'g');
BEGIN
	RETURN position(lower(search) IN lower(concat_ws(E'\n', person.name, person.first_name, person.last_name, person.username, person.email,
			person.department))) > 0
		OR (digits <> '' AND search ~ '^[-+0-9 ()./]+$' AND (position(digits IN person.work_number) > 0
			OR starts_with(person.work_extension, digits) OR starts_with(person.agent_extension, digits)));
END $$;
