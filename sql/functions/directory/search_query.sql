-- search_query: the query, for search_words, of what somebody typed: all of its words, each by its beginning; of scripts without spaces every
-- part, wherever it stands; what may be a number, also as the end of one, with or without the zeros that one dials before it.
-- A single letter begins too many words, and is left out. Null: no word is left.
CREATE OR REPLACE FUNCTION directory.search_query(tenant bigint, typed text)
RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	WITH digits AS (SELECT regexp_replace($2, '[^0-9]', '', 'g') AS all_ WHERE $2 ~ '^[-+0-9()./[:space:]]+$')
	SELECT CASE WHEN EXISTS (SELECT FROM digits) THEN (
			SELECT string_agg(a.asked, ' | ')::tsquery FROM digits AS d CROSS JOIN LATERAL (VALUES
				('''' || $1 || ':' || d.all_ || ''':*'), ('''' || $1 || '#' || d.all_ || ''''), ('''' || $1 || '#' || regexp_replace(d.all_, '^0{1,2}', '') || '''')) AS a (asked)
			WHERE length(d.all_) >= 2)
		ELSE (
			SELECT string_agg(quote_literal($1 || ':' || t.term) || ':*', ' & ')::tsquery
			FROM directory.unspaced_signs() AS s, directory.contact_words($2, false) AS w (word)
			CROSS JOIN LATERAL (
				SELECT p.m[1] FROM regexp_matches(w.word, '([^' || s.begins || s.goes_on || ']+)', 'g') AS p (m)
				UNION
				SELECT directory.sign_pairs(w.word, false)) AS t (term)
			WHERE t.term !~ '^[\u0020-\u024f]$') END
$$;
