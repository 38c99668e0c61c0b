-- config_refs: which fields of a resource refer to others (`target`: their view). A field whose column has a foreign
-- key does; of one without, and of a list or JSON, the column's comment says so: 'refers to directory.a_agent_group',
-- 'refers to routing.a_skill at */skill; refers to …'. form: id, ids, json. path: where in the JSON.
CREATE OR REPLACE FUNCTION ops.config_refs(of regclass)
RETURNS TABLE (field text, target regclass, form text, path text[])
LANGUAGE sql STABLE
AS $$
	SELECT a.attname::text, v.oid::regclass, 'id', '{}'::text[]
	FROM (SELECT obj_description(of, 'pg_class')::regclass AS oid OFFSET 0) AS base -- asked once
	JOIN pg_constraint AS c ON c.conrelid = base.oid AND c.contype = 'f'
	CROSS JOIN LATERAL unnest(c.conkey) AS k (attnum)
	JOIN pg_attribute AS b ON b.attrelid = c.conrelid AND b.attnum = k.attnum AND b.attname <> 'tenant'
	JOIN pg_attribute AS a ON a.attrelid = of AND a.attname IN (b.attname, b.attname || '_id') AND a.attname <> 'id'
	JOIN pg_description AS d ON d.classoid = 'pg_class'::regclass AND d.objsubid = 0 AND d.description = c.confrelid::regclass::text
	JOIN pg_class AS v ON v.oid = d.objoid AND v.relkind = 'v' AND v.relname LIKE 'a\_%'
	WHERE a.atttypid = 'bigint'::regtype
	UNION ALL
	SELECT a.attname::text, m.found[1]::regclass,
		CASE a.atttypid WHEN 'bigint'::regtype THEN 'id' WHEN 'bigint[]'::regtype THEN 'ids' ELSE 'json' END,
		CASE a.atttypid WHEN 'bigint[]'::regtype THEN '{*}' ELSE COALESCE(string_to_array(m.found[2], '/'), '{}') END
	FROM pg_description AS d
	JOIN pg_attribute AS a ON a.attrelid = of AND a.attnum = d.objsubid
	CROSS JOIN LATERAL regexp_matches(d.description, 'refers to ([a-z_]+\.[a-z_]+)(?: at ([a-z_*/]+))?', 'g') AS m (found)
	WHERE d.classoid = 'pg_class'::regclass AND d.objoid = of AND d.objsubid > 0
	ORDER BY 1
$$;
