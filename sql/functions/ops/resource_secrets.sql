-- resource_secrets: which secrets of a resource a write sets, by name, for the audit log: never what they are. Null: none.
CREATE OR REPLACE FUNCTION ops.resource_secrets(of regclass, item jsonb)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_agg(regexp_replace(a.attname, '_hash$', '') ORDER BY a.attnum)
	FROM pg_attribute AS a
	WHERE a.attrelid = of AND a.attnum > 0 AND item ? a.attname::text AND col_description(of, a.attnum) = 'secret'
$$;
