-- past_words: what an interaction is found by: the words of `said`, folded as contacts are (CT-8), and the endings of its number, from four digits on:
-- so it is found by its last digits, and as one dials it at home.
CREATE OR REPLACE FUNCTION routing.past_words(said text, number text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT array_to_tsvector(ARRAY(
		SELECT w.word FROM directory.contact_words($1, true) AS w (word)
		UNION
		SELECT right(ltrim($2, '+'), n) FROM generate_series(4, length(ltrim($2, '+'))) AS n WHERE $2 ~ '^\+?[0-9]{3,15}$'))
$$;
