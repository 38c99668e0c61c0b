-- config_difference: what is another between two snapshots, at most 1,000 things: {"resource", "name", "did", "before",
-- "after"}; of what was changed the fields that differ. Internal.
CREATE OR REPLACE FUNCTION directory.config_difference(before jsonb, after jsonb)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	WITH nouns AS MATERIALIZED (
		SELECT c.noun, (SELECT array_agg(f.told ORDER BY k.n) FROM unnest(ops.config_key(c.of)) WITH ORDINALITY AS k (field, n)
			JOIN ops.config_fields(c.of) AS f ON f.field = k.field) AS fields
		FROM ops.config_nouns() AS c WHERE before ? c.noun AND after ? c.noun),
	things AS (
		SELECT n.noun, n.fields, s.is_after, e.value AS item, (SELECT jsonb_agg(e.value -> k) FROM unnest(n.fields) AS k) AS key
		FROM nouns AS n CROSS JOIN (VALUES (false, before), (true, after)) AS s (is_after, seen)
		CROSS JOIN LATERAL jsonb_array_elements(s.seen -> n.noun) AS e),
	numbered AS (SELECT t.*, row_number() OVER (PARTITION BY t.noun, t.is_after, t.key) AS nth FROM things AS t),
	pairs AS (
		SELECT p.noun, p.fields, (jsonb_agg(p.item) FILTER (WHERE NOT p.is_after)) -> 0 AS was, (jsonb_agg(p.item) FILTER (WHERE p.is_after)) -> 0 AS now
		FROM numbered AS p GROUP BY p.noun, p.fields, p.key, p.nth)
	SELECT COALESCE(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('resource', d.noun, 'name', ops.config_name(COALESCE(d.now, d.was), d.fields),
			'did', CASE WHEN d.was IS NULL THEN 'created' WHEN d.now IS NULL THEN 'removed' ELSE 'changed' END)) || jsonb_build_object(
			'before', CASE WHEN d.now IS NULL THEN d.was ELSE (SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each(d.was) AS f WHERE f.value <> d.now -> f.key) END,
			'after', CASE WHEN d.was IS NULL THEN d.now ELSE (SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each(d.now) AS f WHERE f.value <> d.was -> f.key) END)), '[]')
	FROM (SELECT * FROM pairs AS p WHERE p.was IS DISTINCT FROM p.now ORDER BY p.noun, p.was IS NULL LIMIT 1000) AS d
$$;
