-- people_plan: what becomes of each person of a file: added, changed (`before`, `after`), unchanged, or skipped and why. Of
-- two that are the same contact the first counts. may_be: who is added and may be another one: {"n" or "id", "line", "name"}.
DROP FUNCTION IF EXISTS directory.people_plan(bigint, bigint, jsonb, boolean); -- it had no may_be
CREATE FUNCTION directory.people_plan(tenant bigint, owner bigint, items jsonb, whole boolean)
RETURNS TABLE (n bigint, line bigint, action text, id bigint, before jsonb, after jsonb, problem text, left_out jsonb, may_be jsonb)
LANGUAGE sql STABLE
SET enable_nestloop = off -- the planner knows nothing of how many there are, and a loop in a loop would be 400 million steps
AS $$
	WITH held AS MATERIALIZED (SELECT h.id, h.item FROM directory.people_held($1, $2) AS h),
	held_key AS MATERIALIZED (SELECT k.key, min(h.id) AS id FROM held AS h CROSS JOIN LATERAL directory.person_keys(h.item) AS k GROUP BY k.key),
	given AS MATERIALIZED (
		SELECT g.n, (g.value ->> 'line')::bigint AS line, g.value -> 'item' AS item, g.value ->> 'problem' AS problem, g.value -> 'left_out' AS left_out
		FROM jsonb_array_elements($3) WITH ORDINALITY AS g (value, n)),
	given_key AS MATERIALIZED (
		SELECT g.n, k.key, k.same FROM given AS g CROSS JOIN LATERAL directory.person_keys(g.item) AS k WHERE g.item IS NOT NULL),
	found AS MATERIALIZED ( -- the source's own id is the surest
		SELECT k.n, COALESCE(min(h.id) FILTER (WHERE k.key LIKE 'uid %'), min(h.id)) AS id FROM given_key AS k JOIN held_key AS h ON h.key = k.key
		WHERE k.same GROUP BY k.n),
	first AS (SELECT f.id, min(f.n) AS n FROM found AS f GROUP BY f.id),
	alike AS MATERIALIZED (
		SELECT k.n, min(h.id) AS id, min(e.n) AS earlier FROM given_key AS k LEFT JOIN held_key AS h ON h.key = k.key
		LEFT JOIN (SELECT o.key, min(o.n) AS n FROM given_key AS o WHERE NOT o.same GROUP BY o.key) AS e ON e.key = k.key AND e.n < k.n
		WHERE NOT k.same GROUP BY k.n),
	judged AS MATERIALIZED (
		SELECT g.n, g.line, g.item, f.id, h.item AS before, directory.person_merged(h.item, -- whom somebody has put together keeps its name
			CASE WHEN h.item -> 'known_by' @? '$[*] ? (!(@ starts with "uid "))' THEN g.item - 'name' ELSE g.item END, $4) AS after,
			COALESCE(g.problem, CASE WHEN f.n <> t.n THEN 'It is the same contact as that of line ' || (SELECT o.line FROM given AS o WHERE o.n = t.n) || '.' END) AS problem,
			g.left_out
		FROM given AS g LEFT JOIN found AS f ON f.n = g.n LEFT JOIN first AS t ON t.id = f.id LEFT JOIN held AS h ON h.id = f.id)
	SELECT j.n, j.line, CASE WHEN j.problem IS NOT NULL THEN 'skipped' WHEN j.id IS NULL THEN 'added' WHEN j.before - 'known_by' = j.after - 'known_by' THEN 'unchanged' ELSE 'changed' END,
		j.id, j.before, j.after, j.problem, CASE WHEN lost.words IS NULL THEN j.left_out ELSE COALESCE(j.left_out, '[]') || lost.words END,
		CASE WHEN j.problem IS NULL AND j.id IS NULL AND d.id IS NOT NULL THEN jsonb_build_object('id', d.id::text, 'name', d.item -> 'name')
			WHEN j.problem IS NULL AND j.id IS NULL AND e.n IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object('n', e.n, 'line', e.line, 'name', e.item -> 'name')) END
	FROM judged AS j CROSS JOIN LATERAL (SELECT CASE WHEN j.before IS NOT NULL THEN directory.person_lost(j.after, j.item) END OFFSET 0) AS lost (words)
	LEFT JOIN alike AS a ON a.n = j.n LEFT JOIN held AS d ON d.id = a.id LEFT JOIN given AS e ON e.n = a.earlier
$$;
