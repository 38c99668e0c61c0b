-- config_unique: the fields of a resource's shortest unique constraint without the id: no two of a tenant have the same.
-- Empty: there is one thing a tenant, for its table has no column `tenant`. Null: two may be equal.
CREATE OR REPLACE FUNCTION ops.config_unique(of regclass)
RETURNS text[]
LANGUAGE plpgsql STABLE -- which keeps its plan
AS $$
BEGIN
	RETURN (
		WITH keys AS (
			SELECT array_agg(f.field ORDER BY k.n) AS fields
			FROM pg_constraint AS c
			CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (attnum, n)
			JOIN pg_attribute AS b ON b.attrelid = c.conrelid AND b.attnum = k.attnum AND b.attname <> 'tenant'
			LEFT JOIN ops.config_fields(of) AS f ON f.field IN (b.attname, b.attname || '_id')
			WHERE c.contype IN ('p', 'u') AND c.conrelid = obj_description(of, 'pg_class')::regclass
			GROUP BY c.oid HAVING bool_and(f.field IS NOT NULL))
		SELECT COALESCE((SELECT k.fields FROM keys AS k ORDER BY cardinality(k.fields), k.fields LIMIT 1),
			CASE WHEN NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = obj_description(of, 'pg_class')::regclass
				AND a.attname = 'tenant') THEN '{}'::text[] END));
END $$;
