-- contact_words: the words of a text, folded. An apostrophe joins ("O'Brien" is obrien) and, in what is searched, parts
-- as well (`parted`: brien, too). A word is at most 40 characters of them.
CREATE OR REPLACE FUNCTION directory.contact_words(text text, parted boolean)
RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	WITH folded AS (SELECT directory.contact_fold($1) AS said)
	SELECT left(w.word, 40) FROM folded AS f
	CROSS JOIN LATERAL regexp_split_to_table(replace(f.said, '''', ''), '[[:space:]!-/:-@\[-`{-~«»“”„–—…·•]+') AS w (word) WHERE w.word <> ''
	UNION
	SELECT left(w.word, 40) FROM folded AS f
	CROSS JOIN LATERAL regexp_split_to_table(f.said, '[[:space:]!-/:-@\[-`{-~«»“”„–—…·•]+') AS w (word)
	WHERE parted AND f.said LIKE '%''%' AND length(w.word) > 1
$$;
