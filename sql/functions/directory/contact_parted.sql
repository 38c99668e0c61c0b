-- contact_parted: a contact (`held`) after undoing a merge that turned `before` into `after`: texts that still are as in `after` become those of `before`, numbers and
-- addresses that the merge brought are removed, later changes stay. Ids become those of `before`, because a later import may have added ids of the other contact.
CREATE OR REPLACE FUNCTION directory.contact_parted(held jsonb, after jsonb, before jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT $1 || (SELECT jsonb_object_agg(t.name, CASE $1 -> t.name WHEN $2 -> t.name THEN $3 -> t.name ELSE $1 -> t.name END)
			FROM unnest('{name,company,department,title,notes}'::text[]) AS t (name))
		|| jsonb_build_object('numbers', directory.book_list_merged($1 -> 'numbers', $2 -> 'numbers', $3 -> 'numbers', 'number', 20),
			'emails', directory.book_list_merged($1 -> 'emails', $2 -> 'emails', $3 -> 'emails', 'email', 10), 'known_by', $3 -> 'known_by')
$$;
