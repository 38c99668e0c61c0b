-- book_merged: what a contact becomes when its book tells of it: `held` stands here, the book said `former` (null: nothing yet) and says
-- `given`. A text that is as the book said it, or empty, is the book's; another was written here and stays.
CREATE OR REPLACE FUNCTION directory.book_merged(held jsonb, former jsonb, given jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT $1 || (SELECT jsonb_object_agg(t.name, CASE WHEN $1 ->> t.name IN ('', COALESCE($2 ->> t.name, '')) AND NOT COALESCE($2 -> t.name = $3 -> t.name, false)
			THEN $3 -> t.name ELSE $1 -> t.name END)
		FROM unnest('{name,company,department,title,notes}'::text[]) AS t (name))
		|| jsonb_build_object('numbers', directory.book_list_merged($1 -> 'numbers', COALESCE($2 -> 'numbers', '[]'), $3 -> 'numbers', 'number', 20),
			'emails', directory.book_list_merged($1 -> 'emails', COALESCE($2 -> 'emails', '[]'), $3 -> 'emails', 'email', 10))
$$;
