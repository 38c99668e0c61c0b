-- widening_wrong: what is wrong with a queue's steps of widening, as routerd reads them (states.c); field
-- null: nothing. A step: after_ms (1 s to 24 h, later than the step before), and one or more of level
-- (10 to 100: none is needed above it), drop_skill, add_group, priority (1 to 10: at least this one).
CREATE OR REPLACE FUNCTION routing.widening_wrong(tenant bigint, steps jsonb)
RETURNS TABLE (outcome text, field text, words text)
LANGUAGE sql STABLE
AS $$
	WITH step AS (SELECT s.value AS given, s.ordinality - 1 AS n, jsonb_typeof(s.value) = 'object' AS is_object,
			CASE WHEN jsonb_typeof(s.value -> 'after_ms') = 'number' THEN (s.value ->> 'after_ms')::numeric END AS after_ms
		FROM jsonb_array_elements(CASE jsonb_typeof(steps) WHEN 'array' THEN steps ELSE '[]' END) WITH ORDINALITY AS s),
	asked AS (SELECT s.n, m.key, m.value FROM step AS s CROSS JOIN LATERAL jsonb_each(CASE WHEN s.is_object THEN s.given ELSE '{}' END) AS m)
	SELECT w.outcome, w.field, w.words FROM (
		SELECT 'invalid', 'widening', 'Must be a list of at most 10 steps.'
		WHERE COALESCE(jsonb_typeof(steps), '') <> 'array' OR (SELECT count(*) FROM step) > 10
		UNION ALL
		SELECT 'invalid', format('widening/%s', s.n), 'Must be an object with after_ms and some of level, drop_skill, add_group, priority.'
		FROM step AS s WHERE NOT s.is_object OR s.given - '{after_ms}'::text[] = '{}'
			OR s.given - '{after_ms,level,drop_skill,add_group,priority}'::text[] <> '{}'
		UNION ALL
		SELECT 'invalid', format('widening/%s/after_ms', s.n), 'Must be a whole number of milliseconds, 1000 to 86400000.'
		FROM step AS s WHERE s.is_object AND (s.after_ms IS NULL OR s.after_ms NOT BETWEEN 1000 AND 86400000 OR s.after_ms <> trunc(s.after_ms))
		UNION ALL
		SELECT 'invalid', format('widening/%s/after_ms', s.n), 'Must be later than the step before.'
		FROM step AS s JOIN step AS b ON b.n = s.n - 1 WHERE s.after_ms <= b.after_ms
		UNION ALL
		SELECT 'invalid', format('widening/%s/%s', a.n, a.key), CASE a.key WHEN 'level' THEN 'Must be 10 to 100.' ELSE 'Must be 1 to 10.' END
		FROM asked AS a WHERE a.key = 'level' AND a.value::text !~ '^([1-9][0-9]|100)$' OR a.key = 'priority' AND a.value::text !~ '^([1-9]|10)$'
		UNION ALL
		SELECT 'unknown_reference', format('widening/%s/drop_skill', a.n), 'There is no such skill.'
		FROM asked AS a WHERE a.key = 'drop_skill' AND (jsonb_typeof(a.value) <> 'string' OR NOT EXISTS (SELECT FROM routing.skill AS s
			WHERE s.tenant = widening_wrong.tenant AND s.id::text = a.value #>> '{}'))
		UNION ALL
		SELECT 'unknown_reference', format('widening/%s/add_group', a.n), 'There is no such agent group.'
		FROM asked AS a WHERE a.key = 'add_group' AND (jsonb_typeof(a.value) <> 'string' OR NOT EXISTS (SELECT FROM directory.v_group AS g
			WHERE g.tenant = widening_wrong.tenant AND g.id::text = a.value #>> '{}'))
	) AS w (outcome, field, words)
	LIMIT 1
$$;
