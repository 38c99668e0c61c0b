-- resource_references: what refers to a thing, found in the foreign keys that lead to its table (those that
-- cascade are parts of it): kind, how many, and the names of the first five. What no foreign key tells,
-- the resource's hook <schema>.a_<noun>_held(tenant, id) does: kind, count.
CREATE OR REPLACE FUNCTION ops.resource_references(schema text, noun text, tenant bigint, id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	target CONSTANT regclass := obj_description(ops.resource_view(schema, noun), 'pg_class')::regclass;
	hook CONSTANT text := ops.resource_hook(schema, noun, 'held', 'bigint,bigint');
	found_ jsonb := '[]';
	one jsonb;
	r record;
BEGIN
	FOR r IN
		SELECT c.conrelid::regclass AS source, a.attname AS col,
			COALESCE((SELECT substr(v.relname, 3) FROM pg_class AS v WHERE v.relkind = 'v' AND v.relname LIKE 'a\_%'
				AND obj_description(v.oid, 'pg_class') = c.conrelid::regclass::text), t.relname) AS kind,
			EXISTS (SELECT FROM pg_attribute AS n WHERE n.attrelid = c.conrelid AND n.attname = 'name') AS named,
			EXISTS (SELECT FROM pg_attribute AS n WHERE n.attrelid = c.conrelid AND n.attname = 'id') AS numbered
		FROM pg_constraint AS c
		JOIN pg_class AS t ON t.oid = c.conrelid
		CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (own, theirs)
		JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.own AND a.attname <> 'tenant'
		WHERE c.contype = 'f' AND c.confrelid = target AND c.confdeltype <> 'c'
		ORDER BY 3, 2
	LOOP
		EXECUTE format('SELECT jsonb_build_object(''kind'', %L, ''count'', count(*), ''names'', to_jsonb(array_remove((array_agg(%s))[1:5], NULL)))
			FROM %s AS s WHERE s.tenant = $1 AND s.%I = $2 HAVING count(*) > 0', r.kind,
			CASE WHEN r.named THEN 's.name ORDER BY s.name' WHEN r.numbered THEN 's.id::text ORDER BY s.id' ELSE 'NULL::text' END,
			r.source, r.col)
		INTO one USING tenant, id;
		found_ := found_ || COALESCE(one, '[]');
	END LOOP;
	IF hook IS NOT NULL THEN
		EXECUTE format('SELECT COALESCE(jsonb_agg(jsonb_build_object(''kind'', h.kind, ''count'', h.count) ORDER BY h.kind), ''[]'')
			FROM %s($1, $2) AS h WHERE h.count > 0', hook) INTO one USING tenant, id;
		found_ := found_ || one;
	END IF;
	RETURN found_;
END $$;
