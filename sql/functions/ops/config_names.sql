-- config_names: what a resource's things are called where others refer to them. Acts for the schema whose
-- resource_names calls it: an owner tells its things' names to the others, and nothing else.
CREATE OR REPLACE FUNCTION ops.config_names(schema text, noun text, tenant bigint)
RETURNS TABLE (id bigint, name text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	key CONSTANT text[] := ops.config_key(of);
BEGIN
	IF cardinality(key) <> 1 THEN
		RAISE EXCEPTION '% has no name of its own: nothing can refer to it in a file', of;
	END IF;
	RETURN QUERY EXECUTE format('SELECT v.id, v.%I::text FROM %s AS v WHERE v.tenant = $1', key[1], of) USING tenant;
END $$;
