-- config_fields: what of a resource is configuration, in the view's order: what is shown and neither live nor an id,
-- a version, or a time that the system noted (its comment: 'stamp'). `told`: its name in files, where the field
-- group_id is the group's name: group.
CREATE OR REPLACE FUNCTION ops.config_fields(of regclass)
RETURNS TABLE (n smallint, field text, told text, type regtype)
LANGUAGE sql STABLE
AS $$
	SELECT a.attnum, f.name, CASE WHEN f.name IN (SELECT r.field FROM ops.config_refs(of) AS r WHERE r.form = 'id')
		THEN regexp_replace(f.name, '_id$', '') ELSE f.name END, f.type
	FROM ops.resource_fields(of, false) AS f
	JOIN pg_attribute AS a ON a.attrelid = of AND a.attname = f.name
	LEFT JOIN pg_description AS d ON d.classoid = 'pg_class'::regclass AND d.objoid = of AND d.objsubid = a.attnum
	WHERE f.name NOT IN ('id', 'version') AND d.description IS DISTINCT FROM 'stamp'
	ORDER BY a.attnum
$$;
