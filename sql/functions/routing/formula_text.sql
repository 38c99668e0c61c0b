-- formula_text: a formula of routing.formulas as it is shown: "a / (b + c - d)".
CREATE OR REPLACE FUNCTION routing.formula_text(over text[], under text[])
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT string_agg(CASE WHEN cardinality(s.names) > 1 THEN '(' || s.words || ')' ELSE s.words END, ' / ' ORDER BY s.place)
	FROM (SELECT v.place, v.names, (SELECT string_agg(CASE WHEN n.name LIKE '-%' THEN ' - ' WHEN n.place > 1 THEN ' + ' ELSE '' END || ltrim(n.name, '-'), '' ORDER BY n.place)
			FROM unnest(v.names) WITH ORDINALITY AS n (name, place)) AS words
		FROM (VALUES (1, over), (2, under)) AS v (place, names)) AS s
$$;
