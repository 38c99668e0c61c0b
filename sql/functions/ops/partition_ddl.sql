-- partition_ddl: the statements that make the missing months of a schema's tables partitioned
-- by range of one time. LIKE and ATTACH, because PARTITION OF would lock the parent against all.
CREATE OR REPLACE FUNCTION ops.partition_ddl(schema_name text, since timestamptz, until timestamptz)
RETURNS SETOF text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT format('CREATE TABLE %1$I.%2$I (LIKE %1$I.%3$I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE); '
		'ALTER TABLE %1$I.%3$I ATTACH PARTITION %1$I.%2$I FOR VALUES FROM (%4$L) TO (%5$L)',
		schema_name, t.name || to_char(m.month, '_YYYYMM'), t.name,
		m.month::text || '+00', (m.month + interval '1 month')::text || '+00')
	FROM (
		SELECT c.oid, c.relname AS name
		FROM pg_partitioned_table AS p
		JOIN pg_class AS c ON c.oid = p.partrelid
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
		WHERE c.relnamespace = schema_name::regnamespace AND p.partstrat = 'r' AND p.partnatts = 1
			AND a.atttypid = 'timestamptz'::regtype
	) AS t
	CROSS JOIN generate_series(date_trunc('month', since AT TIME ZONE 'UTC'),
		until AT TIME ZONE 'UTC', interval '1 month') AS m (month)
	WHERE to_regclass(format('%I.%I', schema_name, t.name || to_char(m.month, '_YYYYMM'))) IS NULL
	ORDER BY t.name, m.month
$$;
