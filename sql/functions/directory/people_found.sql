-- people_found: for each of a file's persons (`items` as people_import has them, n from 1) the contact that is the same (id), and one with an equal number or address (alike); null: none.
CREATE OR REPLACE FUNCTION directory.people_found(tenant bigint, owner bigint, items jsonb)
RETURNS TABLE (n bigint, id bigint, alike bigint)
LANGUAGE sql STABLE
SET enable_nestloop = off -- the planner can't know how many there are, and a loop in a loop would be 400 million steps
AS $$
	WITH held_key AS MATERIALIZED (SELECT k.key, min(h.id) AS id FROM directory.people_held($1, $2) AS h CROSS JOIN LATERAL directory.person_keys(h.item) AS k GROUP BY k.key),
	given AS MATERIALIZED (SELECT g.n, g.value -> 'item' AS item FROM jsonb_array_elements($3) WITH ORDINALITY AS g (value, n)),
	given_key AS MATERIALIZED (SELECT g.n, k.key, k.same FROM given AS g CROSS JOIN LATERAL directory.person_keys(g.item) AS k WHERE g.item IS NOT NULL),
	found AS (SELECT k.n, COALESCE(min(h.id) FILTER (WHERE k.same AND k.key LIKE 'uid %'), min(h.id) FILTER (WHERE k.same)) AS id, -- the source's own id is the surest
			min(h.id) FILTER (WHERE NOT k.same) AS alike
		FROM given_key AS k JOIN held_key AS h ON h.key = k.key GROUP BY k.n)
	SELECT g.n, f.id, f.alike FROM given AS g LEFT JOIN found AS f ON f.n = g.n
$$;
