-- contact_parts: what a text of Chinese, Japanese or Korean is found by besides its words: such names are written without
-- spaces, so each character begins a term. Spaces and dots between two of them are left out: "田中 太郎" is found by 田中太郎, too.
-- The text is folded (contact_fold), which decomposes: a Korean syllable begins with its first letter, a kana's mark goes with
-- the kana. At most 60 terms, of at most 40 characters.
CREATE OR REPLACE FUNCTION directory.contact_parts(text text)
RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	WITH class AS (
		SELECT '[' || s.begins || ']' AS begins, '[' || s.begins || s.goes_on || ']' AS any_ FROM directory.unspaced_signs() AS s
	)
	SELECT DISTINCT p.term FROM (
		SELECT left(substr(w.word, n), 40) AS term
		FROM class AS c, directory.contact_fold($1) AS f (said)
		CROSS JOIN LATERAL regexp_split_to_table(regexp_replace(f.said, '(' || c.any_ || ')[[:space:]・]+(?=' || c.begins || ')', '\1', 'g'),
			'[[:space:]!-/:-@\[-`{-~«»“”„–—…·•・、。「」『』【】]+') WITH ORDINALITY AS w (word, at)
		CROSS JOIN LATERAL generate_series(1, char_length(w.word)) AS n
		WHERE f.said ~ c.begins AND w.word ~ c.begins
			AND (substr(w.word, n, 1) ~ c.begins OR (n > 1 AND substr(w.word, n - 1, 1) ~ c.any_ AND substr(w.word, n, 1) !~ c.any_))
		ORDER BY w.at, n LIMIT 60
	) AS p
$$;
