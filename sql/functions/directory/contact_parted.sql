-- contact_parted: what a contact becomes when a merge is undone that made `after` of `before`: a text goes back where it still is as the merge made it, numbers
-- and addresses that the merge brought go; what was written since stays. Ids go back to those of `before`: an import since may have learned ids of the other one.
CREATE OR REPLACE FUNCTION directory.contact_parted(held jsonb, after jsonb, before jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT $1 || (SELECT jsonb_object_agg(t.name, CASE $1 -> t.name WHEN $2 -> t.name THEN $3 -> t.name ELSE $1 -> t.name END)
			FROM unnest('{name,company,department,title,notes}'::text[]) AS t (name))
		|| jsonb_build_object('numbers', directory.book_list_merged($1 -> 'numbers', $2 -> 'numbers', $3 -> 'numbers', 'number', 20),
			'emails', directory.book_list_merged($1 -> 'emails', $2 -> 'emails', $3 -> 'emails', 'email', 10), 'known_by', $3 -> 'known_by')
$$;
