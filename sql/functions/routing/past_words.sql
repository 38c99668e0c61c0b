-- past_words: what an interaction is found by: the words of `said`, folded as contacts are (CT-8), each behind the tenant's id, as one index serves all
-- tenants; and the ends of its number, from four digits on, behind # in its place.
CREATE OR REPLACE FUNCTION routing.past_words(tenant bigint, said text, number text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT array_to_tsvector(ARRAY(
		(SELECT $1 || ':' || w.word FROM directory.contact_words($2, true) AS w (word) LIMIT 5000) -- what a tsvector can hold, whatever the words
		UNION
		SELECT $1 || '#' || right(ltrim($3, '+'), n) FROM generate_series(4, length(ltrim($3, '+'))) AS n WHERE $3 ~ '^\+?[0-9]{3,15}$'))
$$;
