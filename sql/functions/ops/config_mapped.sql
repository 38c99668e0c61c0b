-- config_mapped: the SQL expression that puts a field of g.item through the maps in $3, once for each of its references.
CREATE OR REPLACE FUNCTION ops.config_mapped(field text, paths text[], targets text[])
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	said text := format('g.item -> %L', field);
BEGIN
	FOR i IN 1 .. cardinality(targets) LOOP
		said := format('ops.config_map(%s, string_to_array(%L, ''/''), $3 -> ''maps'' -> %L, true, %L)', said, paths[i], targets[i], field);
	END LOOP;
	RETURN said;
END $$;
