-- search_words: what something is found by with search_query: the words of `said`, folded as those of contacts are (CT-8); of scripts without
-- spaces the pairs of signs (sign_pairs), also over a space between two, and what stands behind a sign; each behind the tenant's id, as one index serves all
-- tenants; and the ends of its numbers, from four digits on, behind # in its place. In plpgsql, which keeps the plan: it is asked row by row.
-- When it answers something else, past_fill makes all rows anew (words_now).
CREATE OR REPLACE FUNCTION directory.search_words(tenant bigint, said text, numbers text[])
RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
	most CONSTANT integer := 5000; -- what a tsvector can hold, whatever the words
	signs CONSTANT record := directory.unspaced_signs();
	folded text;
	words text[] := ARRAY(SELECT w.word FROM directory.contact_words(said, true) AS w (word) LIMIT most);
BEGIN
	IF octet_length(said) > length(said) THEN
		folded := directory.contact_fold(said);
	END IF;
	IF folded ~ ('[' || signs.begins || ']') THEN
		folded := regexp_replace(folded, '([' || signs.begins || signs.goes_on || '])[[:space:]・]+(?=[' || signs.begins || '])', '\1', 'g');
		words := words || ARRAY(
			SELECT directory.sign_pairs(folded, true)
			UNION
			SELECT left(p.m[1], 40) FROM regexp_matches(folded,
				'[' || signs.begins || signs.goes_on || ']([^' || signs.begins || signs.goes_on || '[:space:]!-/:-@\[-`{-~«»“”„–—…·•・、。「」『』【】]+)', 'g') AS p (m)
			LIMIT most - cardinality(words));
	END IF;
	RETURN array_to_tsvector(ARRAY(
		SELECT tenant || ':' || w.word FROM unnest(words) AS w (word)
		UNION ALL
		SELECT tenant || '#' || right(ltrim(n.number, '+'), e) FROM unnest(numbers) AS n (number)
		CROSS JOIN LATERAL generate_series(4, length(ltrim(n.number, '+'))) AS e WHERE n.number ~ '^\+?[0-9]{3,15}$'));
END $$;
