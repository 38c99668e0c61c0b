-- config_nouns: config_views in an order in which whom others refer to comes first.
CREATE OR REPLACE FUNCTION ops.config_nouns()
RETURNS TABLE (schema text, noun text, of regclass, rank integer)
LANGUAGE sql STABLE
AS $$
	WITH RECURSIVE views AS MATERIALIZED (SELECT v.* FROM ops.config_views() AS v),
	refs AS MATERIALIZED (SELECT v.of, r.target FROM views AS v CROSS JOIN LATERAL ops.config_refs(v.of) AS r WHERE r.target <> v.of),
	ranks AS (
		SELECT v.of, 0 AS rank FROM views AS v
		UNION
		SELECT r.of, k.rank + 1 FROM ranks AS k JOIN refs AS r ON r.target = k.of WHERE k.rank < 20) -- a ring ends at 20
	SELECT v.schema, v.noun, v.of, max(k.rank) FROM views AS v JOIN ranks AS k ON k.of = v.of
	GROUP BY v.schema, v.noun, v.of ORDER BY max(k.rank), v.noun, v.schema
$$;
