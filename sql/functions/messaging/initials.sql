-- initials: the first letters of the first and the last word of a name; '?' where it has none.
CREATE OR REPLACE FUNCTION messaging.initials(name text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	words text[] := regexp_split_to_array(trim(regexp_replace(name, '[^[:alnum:]]+', ' ', 'g')), ' +');
BEGIN
	RETURN COALESCE(NULLIF(upper(left(words[1], 1) || CASE WHEN cardinality(words) > 1
		THEN left(words[cardinality(words)], 1) ELSE '' END), ''), '?');
END $$;
