-- figures_of: the figures of many rows' counters at once, by routing.formulas: {"service_level": 82.69}. Percent and ratio
-- with two digits, ms whole. Null where it would be divided by zero; a figure of which a counter is not there is left
-- out. A row without any figure is not there.
CREATE OR REPLACE FUNCTION routing.figures_of(of text, ids bigint[], counters jsonb[])
RETURNS TABLE (id bigint, figures jsonb)
LANGUAGE sql IMMUTABLE ROWS 500
AS $$
	WITH term AS MATERIALIZED (
		SELECT m.name, m.unit, s.over, ltrim(s.name, '-') AS counter, CASE WHEN s.name LIKE '-%' THEN -1 ELSE 1 END AS sign
		FROM routing.formulas() AS m
		CROSS JOIN LATERAL (SELECT true, o.name FROM unnest(m.over) AS o (name) UNION ALL SELECT false, u.name FROM unnest(m.under) AS u (name)) AS s (over, name)
		WHERE m.of = $1),
	quotient AS (
		SELECT w.id, t.name, t.unit, sum(v.value) FILTER (WHERE t.over) AS over, sum(v.value) FILTER (WHERE NOT t.over) AS under
		FROM unnest($2, $3) AS w (id, counters)
		CROSS JOIN term AS t
		CROSS JOIN LATERAL (SELECT (w.counters ->> t.counter)::numeric * t.sign) AS v (value)
		GROUP BY w.id, t.name, t.unit
		HAVING count(*) = count(v.value))
	SELECT q.id, jsonb_object_agg(q.name, CASE WHEN q.under > 0 THEN CASE q.unit
			WHEN 'percent' THEN round(100.0 * q.over / q.under, 2)
			WHEN 'ratio' THEN round(1.0 * q.over / q.under, 2)
			ELSE round(1.0 * q.over / q.under) END END)
	FROM quotient AS q GROUP BY q.id
$$;
