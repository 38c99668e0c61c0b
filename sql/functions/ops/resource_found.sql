-- resource_found: a resource's own function <schema>.a_<noun>_found(row, text): whether a search finds a row; null where it
-- has none.
CREATE OR REPLACE FUNCTION ops.resource_found(of regclass)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT p.oid::regproc::text FROM pg_class AS c
	JOIN pg_proc AS p ON p.pronamespace = c.relnamespace AND p.proname = c.relname || '_found'
	WHERE c.oid = of
$$;
