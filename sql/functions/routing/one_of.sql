-- one_of: texts of a rule's conditions for people: "bill", "invoice" or "refund".
CREATE OR REPLACE FUNCTION routing.one_of(given jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT regexp_replace(string_agg(format('"%s"', t.one), ', ' ORDER BY t.n), '^(.*), ("[^"]*")$', '\1 or \2')
	FROM routing.texts_of(given) WITH ORDINALITY AS t (one, n)
$$;
