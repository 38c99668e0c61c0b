-- config_names: what a resource's things are called where others refer to them: by what is unique, as "call_queue / Sales".
-- Acts for the schema whose resource_names calls it: an owner tells its things' names to the others, and nothing else.
CREATE OR REPLACE FUNCTION ops.config_names(schema text, noun text, tenant bigint)
RETURNS TABLE (id bigint, name text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	key CONSTANT text[] := ops.config_key(of);
BEGIN
	IF cardinality(key) = 0 OR EXISTS (SELECT FROM ops.config_refs(of) AS r WHERE r.field = ANY (key)) THEN
		RAISE EXCEPTION '% has no name of its own: nothing can refer to it in a file', of;
	END IF;
	RETURN QUERY EXECUTE format('SELECT v.id, concat_ws('' / '', %s) FROM %s AS v WHERE v.tenant = $1',
		(SELECT string_agg(format('v.%I::text', k.field), ', ' ORDER BY k.n) FROM unnest(key) WITH ORDINALITY AS k (field, n)), of) USING tenant;
END $$;
