-- config_nouns: the resources that are configuration: the views a_<noun> that have a version (the audit log has
-- none), but for what is the installation's and no tenant's, and lists of persons (AD-5): its column tenant says so
-- ('installation', 'personal'). Whom others refer to comes first.
-- `of`: the view.
CREATE OR REPLACE FUNCTION ops.config_nouns()
RETURNS TABLE (schema text, noun text, of regclass, rank integer)
LANGUAGE sql STABLE
AS $$
	WITH RECURSIVE views AS (
		SELECT n.nspname::text AS schema, substr(c.relname, 3) AS noun, c.oid::regclass AS of
		FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE c.relkind = 'v' AND c.relname LIKE 'a\_%'
			AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'version')
			AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant'
				AND col_description(c.oid, a.attnum) IN ('installation', 'personal'))),
	refs AS (SELECT v.of, r.target FROM views AS v CROSS JOIN LATERAL ops.config_refs(v.of) AS r WHERE r.target <> v.of),
	ranks AS (
		SELECT v.of, 0 AS rank FROM views AS v
		UNION
		SELECT r.of, k.rank + 1 FROM ranks AS k JOIN refs AS r ON r.target = k.of WHERE k.rank < 20) -- a ring ends at 20
	SELECT v.schema, v.noun, v.of, max(k.rank) FROM views AS v JOIN ranks AS k ON k.of = v.of
	GROUP BY v.schema, v.noun, v.of ORDER BY max(k.rank), v.noun, v.schema
$$;
