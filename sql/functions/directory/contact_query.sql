-- contact_query: what somebody looks for, word by word (CT-8): each as the LIKE patterns of terms that will do, joined by
-- "|". What stands together and looks like a number is one word: as it is, as an international one, and as a national one
-- without what is dialled before it (0, 00, 011), and, of three digits or more, as what a number ends with. `number`: the whole as E.164, where it can be read as one.
CREATE OR REPLACE FUNCTION directory.contact_query(q text, number text)
RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
	WITH said AS (
		SELECT normalize($1, NFKC) AS q -- digits and signs in full width are those in half
	), runs AS (
		SELECT r.m[1] AS run FROM said AS s CROSS JOIN LATERAL regexp_matches(s.q, '(?:^|\s)([+(]?\+?[0-9][0-9 ()./-]*)(?=\s|$)', 'g') AS r (m)
	), digits AS (
		SELECT r.run, r.run ~ '^[ (]*\+' AS plus, regexp_replace(r.run, '\(0\)|[^0-9]', '', 'g') AS d FROM runs AS r
	), read AS (
		SELECT DISTINCT CASE WHEN NOT n.plus THEN n.d END AS d, a.term, n.run
		FROM said AS s, digits AS n
		CROSS JOIN LATERAL (VALUES
			(CASE WHEN NOT n.plus THEN n.d END),
			('+' || n.d),
			(CASE WHEN NOT n.plus THEN '=' || n.d END),
			(CASE WHEN NOT n.plus AND n.d ~ '^00.' THEN '+' || substr(n.d, 3) END),
			(CASE WHEN NOT n.plus AND n.d ~ '^011.' THEN '+' || substr(n.d, 4) END),
			(CASE WHEN NOT n.plus AND n.d ~ '^0.' THEN '=' || substr(n.d, 2) END),
			(CASE WHEN NOT n.plus AND n.d ~ '^[0-9]{3}' THEN '>' || reverse(n.d) END),
			(CASE WHEN btrim(n.run) = btrim(s.q) THEN $2 END)) AS a (term)
		WHERE a.term ~ '^[0-9]|..[0-9]'
	)
	SELECT array_agg(w.patterns) FROM (
		SELECT string_agg(r.term || '%', '|' ORDER BY r.term) FROM read AS r GROUP BY r.run
		UNION
		SELECT w || '%' FROM said AS s CROSS JOIN LATERAL directory.contact_words(
			regexp_replace(s.q, '(?:^|\s)[+(]?\+?[0-9][0-9 ()./-]*(?=\s|$)', ' ', 'g'), false) AS w
	) AS w (patterns)
$$;
