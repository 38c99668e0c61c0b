-- people_plan: what becomes of each person of a file: added, changed (`before`, `after`), unchanged, or skipped and why. `items` as people_together answers them.
-- may_be: for an added person with the number or address of another contact: {"n" or "id", "line", "name"}.
DROP FUNCTION IF EXISTS directory.people_plan(bigint, bigint, jsonb, boolean); -- it had no may_be
CREATE FUNCTION directory.people_plan(tenant bigint, owner bigint, items jsonb, whole boolean)
RETURNS TABLE (n bigint, line bigint, action text, id bigint, before jsonb, after jsonb, problem text, left_out jsonb, may_be jsonb)
LANGUAGE sql STABLE
SET enable_nestloop = off -- as in people_found
AS $$
	WITH given AS MATERIALIZED (
		SELECT g.n, (g.value ->> 'line')::bigint AS line, g.value -> 'item' AS item, g.value ->> 'problem' AS problem, g.value -> 'left_out' AS left_out,
			(g.value ->> 'id')::bigint AS id, (g.value ->> 'alike')::bigint AS alike
		FROM jsonb_array_elements($3) WITH ORDINALITY AS g (value, n)),
	held AS MATERIALIZED (SELECT h.id, h.item FROM directory.people_held($1, $2) AS h WHERE h.id IN (SELECT g.id FROM given AS g UNION SELECT g.alike FROM given AS g)),
	given_key AS MATERIALIZED (
		SELECT g.n, k.key FROM given AS g CROSS JOIN LATERAL directory.person_keys(g.item) AS k WHERE g.item IS NOT NULL AND NOT k.same),
	earlier AS MATERIALIZED (
		SELECT k.n, min(e.n) AS earlier FROM given_key AS k JOIN (SELECT o.key, min(o.n) AS n FROM given_key AS o GROUP BY o.key) AS e ON e.key = k.key AND e.n < k.n
		GROUP BY k.n),
	judged AS MATERIALIZED (
		SELECT g.*, h.item AS before, directory.person_merged(h.item, g.item, $4) AS after FROM given AS g LEFT JOIN held AS h ON h.id = g.id)
	SELECT j.n, j.line, CASE WHEN j.problem IS NOT NULL THEN 'skipped' WHEN j.id IS NULL THEN 'added' WHEN j.before - 'known_by' = j.after - 'known_by' THEN 'unchanged' ELSE 'changed' END,
		j.id, j.before, j.after, j.problem, CASE WHEN lost.words IS NULL THEN j.left_out ELSE COALESCE(j.left_out, '[]') || lost.words END,
		CASE WHEN j.problem IS NULL AND j.id IS NULL AND d.id IS NOT NULL THEN jsonb_build_object('id', d.id::text, 'name', d.item -> 'name')
			WHEN j.problem IS NULL AND j.id IS NULL AND e.n IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object('n', e.n, 'line', e.line, 'name', e.item -> 'name')) END
	FROM judged AS j CROSS JOIN LATERAL (SELECT CASE WHEN j.before IS NOT NULL THEN directory.person_lost(j.after, j.item) END OFFSET 0) AS lost (words)
	LEFT JOIN held AS d ON d.id = j.alike LEFT JOIN earlier AS o ON o.n = j.n LEFT JOIN given AS e ON e.n = o.earlier
$$;
