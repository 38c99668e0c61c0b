-- sign_pairs: what a folded text in scripts without spaces (unspaced_signs) is found by: each sign with the one after it, as each may begin
-- a word. The last sign of a run stands alone: with `stored`, or where it is the only one. A text is found by a run if it contains every pair of the run.
CREATE OR REPLACE FUNCTION directory.sign_pairs(folded text, stored boolean)
RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	WITH sign AS (
		SELECT '[' || s.begins || '][' || s.goes_on || ']*' AS one FROM directory.unspaced_signs() AS s
	), part AS (
		SELECT r.at AS run, p.at, p.m[1] AS said, lead(p.m[1]) OVER (PARTITION BY r.at ORDER BY p.at) AS next
		FROM sign AS s CROSS JOIN LATERAL regexp_matches($1, '((?:' || s.one || ')+)', 'g') WITH ORDINALITY AS r (m, at)
		CROSS JOIN LATERAL regexp_matches(r.m[1], '(' || s.one || ')', 'g') WITH ORDINALITY AS p (m, at)
	)
	SELECT DISTINCT p.said || COALESCE(p.next, '') FROM part AS p WHERE p.next IS NOT NULL OR $2 OR p.at = 1
$$;
