-- partition_oldest: the oldest month of a partitioned table, if it ended keep_days ago and lies before
-- those that partitions_ensure makes. No row: none.
CREATE OR REPLACE FUNCTION ops.partition_oldest(schema_name text, table_name text, keep_days integer)
RETURNS TABLE (name text, ended_at timestamptz)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT i.inhrelid::regclass::text, b.ended_at
	FROM pg_inherits AS i
	JOIN pg_class AS c ON c.oid = i.inhrelid
	CROSS JOIN LATERAL (
		SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz AS ended_at) AS b
	WHERE i.inhparent = format('%I.%I', schema_name, table_name)::regclass AND keep_days >= 1
		AND b.ended_at <= ops.clock() - make_interval(days => keep_days)
		AND b.ended_at <= date_trunc('month', (ops.clock() - interval '2 months') AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
	ORDER BY b.ended_at
	LIMIT 1
$$;
