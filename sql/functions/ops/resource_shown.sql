-- resource_shown: the SQL expression that makes the JSON of a row `v` of a resource as the API tells it:
-- ids as decimal strings, times in UTC with milliseconds, durations (…_ms) as numbers. `fields` null: all.
CREATE OR REPLACE FUNCTION ops.resource_shown(of regclass, fields text[] DEFAULT NULL, live boolean DEFAULT true)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT format('jsonb_build_object(%s)', string_agg(format(CASE
		WHEN f.type = 'bigint'::regtype AND f.name !~ '_ms$' THEN '%1$L, v.%1$I::text'
		WHEN f.type = 'bigint[]'::regtype THEN '%1$L, to_jsonb(v.%1$I::text[])'
		WHEN f.type = 'timestamptz'::regtype THEN '%1$L, ops.rfc3339(v.%1$I)'
		ELSE '%1$L, v.%1$I' END, f.name), ', '))
	FROM ops.resource_fields(of, live) AS f
	WHERE fields IS NULL OR f.name = ANY (fields)
$$;
