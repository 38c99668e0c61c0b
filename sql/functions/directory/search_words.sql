-- search_words: what something is found by with search_query: the words of `said`, folded as those of contacts are (CT-8), and the pairs of
-- signs of scripts without spaces (sign_pairs), also over a space between two; each behind the tenant's id, as one index serves all tenants; and the ends of
-- its numbers, from four digits on, behind # in its place. In plpgsql, which keeps the plan: it is asked row by row.
CREATE OR REPLACE FUNCTION directory.search_words(tenant bigint, said text, numbers text[])
RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
	most CONSTANT integer := 5000; -- what a tsvector can hold, whatever the words
	words text[] := ARRAY(SELECT w.word FROM directory.contact_words(said, true) AS w (word) LIMIT most);
BEGIN
	IF octet_length(said) > length(said) THEN
		words := words || ARRAY(SELECT w.word FROM directory.unspaced_signs() AS s, directory.contact_fold(said) AS f (said)
			CROSS JOIN LATERAL directory.sign_pairs(regexp_replace(f.said, '(?<=[' || s.begins || s.goes_on || '])[[:space:]・]+(?=[' || s.begins || '])', '', 'g'), true) AS w (word)
			WHERE f.said ~ ('[' || s.begins || ']') LIMIT most - cardinality(words));
	END IF;
	RETURN array_to_tsvector(ARRAY(
		SELECT tenant || ':' || w.word FROM unnest(words) AS w (word)
		UNION ALL
		SELECT tenant || '#' || right(ltrim(n.number, '+'), e) FROM unnest(numbers) AS n (number)
		CROSS JOIN LATERAL generate_series(4, length(ltrim(n.number, '+'))) AS e WHERE n.number ~ '^\+?[0-9]{3,15}$'));
END $$;
