-- config_default: the SQL expression that a column of a resource has when it is not given: the view's default, the
-- table's, or its sequence's; of a secret, which no file has, something that opens nothing.
CREATE OR REPLACE FUNCTION ops.config_default(of regclass, field text)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT COALESCE(
		(SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d WHERE d.adrelid = of AND d.adnum = a.attnum),
		CASE WHEN col_description(of, a.attnum) = 'secret' AND b.attnotnull THEN CASE a.atttypid
			WHEN 'bytea'::regtype THEN 'sha256(gen_random_uuid()::text::bytea)' ELSE '''unset-'' || gen_random_uuid()' END END,
		CASE WHEN b.attidentity <> '' THEN format('nextval(%L)', pg_get_serial_sequence(b.attrelid::regclass::text, b.attname)) END,
		(SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d WHERE d.adrelid = b.attrelid AND d.adnum = b.attnum),
		'NULL')
	FROM pg_attribute AS a
	LEFT JOIN pg_attribute AS b ON b.attrelid = obj_description(of, 'pg_class')::regclass
		AND a.attname IN (b.attname, b.attname || '_id') AND (a.attname <> 'id' OR b.attname = 'id') AND NOT b.attisdropped
	WHERE a.attrelid = of AND a.attname = field
	LIMIT 1
$$;
