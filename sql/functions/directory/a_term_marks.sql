-- term_marks: two bits of 64 for the first letters of a term, as many as `least_` to `most`. Who has a word that begins with
-- `term` has all of its bits among those of their words; who has the bits may still have no such word. Digits from the last to the
-- first (">") have none: what is typed is looked for in other forms as well, which no mark can leave out (contact_query).
CREATE OR REPLACE FUNCTION directory.term_marks(term text, least_ integer, most integer)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT COALESCE(bit_or(1::bigint << (hashtextextended(left($1, n), seed) & 63)::integer), 0)
	FROM generate_series($2, least(char_length($1), $3)) AS n, generate_series(0, 1) AS seed
	WHERE $1 NOT LIKE '>%'
$$;
