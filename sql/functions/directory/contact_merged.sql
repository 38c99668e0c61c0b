-- contact_merged: what a contact becomes by a merge with another one: it gets what it lacks, and is known by all that the other was known by, and by its
-- own name and company where it had nothing else until now.
CREATE OR REPLACE FUNCTION directory.contact_merged(kept jsonb, other jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT $1 || (SELECT jsonb_object_agg(t.name, CASE $1 ->> t.name WHEN '' THEN $2 -> t.name ELSE $1 -> t.name END) FROM unnest('{company,department,title}'::text[]) AS t (name))
		|| jsonb_build_object(
			'notes', CASE WHEN $2 ->> 'notes' IN ('', $1 ->> 'notes') THEN $1 ->> 'notes' ELSE concat_ws(E'\n', NULLIF($1 ->> 'notes', ''), $2 ->> 'notes') END,
			'numbers', directory.person_more($1 -> 'numbers', $2 -> 'numbers', 'number', 20),
			'emails', directory.person_more($1 -> 'emails', $2 -> 'emails', 'email', 10),
			'known_by', ($1 -> 'known_by') || COALESCE((SELECT jsonb_agg(DISTINCT k.key) FROM (
					SELECT o.key FROM directory.person_keys($2) AS o WHERE o.same
					UNION ALL
					SELECT n.key FROM directory.person_keys($1) AS n WHERE n.key LIKE 'name %') AS k (key)
				WHERE NOT $1 -> 'known_by' ? k.key), '[]'))
$$;
