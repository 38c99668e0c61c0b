-- book_said: all that a book says of somebody: `item` has what it told now, of `unsaid` it told nothing, so that holds what it said before.
CREATE OR REPLACE FUNCTION directory.book_said(former jsonb, item jsonb, unsaid jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT '{"company": "", "department": "", "title": "", "notes": "", "numbers": [], "emails": []}' || $2
		|| COALESCE((SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each($1) AS f WHERE $3 ? f.key), '{}')
		|| CASE WHEN $1 IS NOT NULL AND $3 ? 'numbers' THEN jsonb_build_object('numbers',
			directory.person_more($1 -> 'numbers', $2 -> 'numbers', 'number', 20)) ELSE '{}' END
$$;
