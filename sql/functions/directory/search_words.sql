-- search_words: what something is found by with search_query: the words of `said`, folded as those of contacts are (CT-8), and the pairs of
-- signs of scripts without spaces (sign_pairs), also over a space between two; each behind the tenant's id, as one index serves all tenants; and the ends of
-- its numbers, from four digits on, behind # in its place.
CREATE OR REPLACE FUNCTION directory.search_words(tenant bigint, said text, numbers text[])
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT array_to_tsvector(ARRAY(
		(SELECT $1 || ':' || w.word FROM (
			SELECT directory.contact_words($2, true)
			UNION
			SELECT directory.sign_pairs(regexp_replace(f.said, '(?<=[' || s.begins || s.goes_on || '])[[:space:]・]+(?=[' || s.begins || '])', '', 'g'), true)
			FROM directory.unspaced_signs() AS s, directory.contact_fold($2) AS f (said) WHERE f.said ~ ('[' || s.begins || ']')
		) AS w (word) LIMIT 5000) -- what a tsvector can hold, whatever the words
		UNION
		SELECT $1 || '#' || right(ltrim(n.number, '+'), e) FROM unnest($3) AS n (number)
		CROSS JOIN LATERAL generate_series(4, length(ltrim(n.number, '+'))) AS e WHERE n.number ~ '^\+?[0-9]{3,15}$'))
$$;
