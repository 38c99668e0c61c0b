-- taken: the outcome that says what another one has already: of which field.
CREATE OR REPLACE FUNCTION ops.taken(field text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN field ~ '(^|_)extension$' THEN 'extension_taken' WHEN field ~ '(^|_)(user)?name$' THEN 'name_taken' ELSE 'value_taken' END
$$;
