-- resource_hook: the name of a resource's own function <schema>.a_<noun>_<what>, null where it has none.
CREATE OR REPLACE FUNCTION ops.resource_hook(schema text, noun text, what text, arguments text)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT format('%I.%I', schema, format('a_%s_%s', noun, what))
	WHERE to_regprocedure(format('%I.%I(%s)', schema, format('a_%s_%s', noun, what), arguments)) IS NOT NULL
$$;
