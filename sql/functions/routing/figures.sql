-- figures: the figures of some counters, by routing.formulas: {"service_level": 82.69}. Percent and ratio with two
-- digits, ms whole. Null where it would be divided by zero, or where a counter is not there: "–" (75-metrics.md).
CREATE OR REPLACE FUNCTION routing.figures(of text, counters jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT jsonb_object_agg(f.name, CASE WHEN f.under > 0 THEN CASE f.unit
			WHEN 'percent' THEN round(100.0 * f.over / f.under, 2)
			WHEN 'ratio' THEN round(1.0 * f.over / f.under, 2)
			ELSE round(1.0 * f.over / f.under) END END)
	FROM (
		SELECT m.name, m.unit, routing.counter_sum(m.over, counters) AS over, routing.counter_sum(m.under, counters) AS under
		FROM routing.formulas() AS m WHERE m.of = figures.of AND routing.counter_sum(m.over || m.under, counters) IS NOT NULL) AS f
$$;
