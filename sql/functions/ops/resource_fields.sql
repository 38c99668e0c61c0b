-- resource_fields: the fields of a resource that may be shown, `live` ones too unless told otherwise.
CREATE OR REPLACE FUNCTION ops.resource_fields(of regclass, live boolean DEFAULT true)
RETURNS TABLE (name text, type regtype)
LANGUAGE sql STABLE
AS $$
	SELECT a.attname::text, a.atttypid::regtype
	FROM pg_attribute AS a
	LEFT JOIN pg_description AS d ON d.classoid = 'pg_class'::regclass AND d.objoid = of AND d.objsubid = a.attnum
	WHERE a.attrelid = of AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'tenant'
		AND COALESCE(d.description, '') NOT IN ('secret', CASE WHEN live THEN 'secret' ELSE 'live' END)
$$;
