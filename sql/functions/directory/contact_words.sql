-- contact_words: the words of a text, folded. An apostrophe joins ("O'Brien" is obrien) and, in what is searched, parts
-- as well (`parted`: brien, too). A word is at most 40 characters of them.
CREATE OR REPLACE FUNCTION directory.contact_words(text text, parted boolean)
RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT DISTINCT left(w.word, 40)
	FROM directory.contact_fold($1) AS f (said)
	CROSS JOIN LATERAL (VALUES (replace(f.said, '''', ''), 1), (CASE WHEN parted AND f.said LIKE '%''%' THEN f.said END, 2)) AS v (said, least_)
	CROSS JOIN LATERAL regexp_split_to_table(v.said, '[[:space:]!-/:-@\[-`{-~«»“”„–—…·•・、。「」『』【】]+') AS w (word)
	WHERE char_length(w.word) >= v.least_
$$;
