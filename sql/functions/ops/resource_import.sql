-- resource_import: the things of a resource as a file has them (`items`, see resource_export): made, or changed where
-- there is one with the same key. Acts for the schema whose function calls it. Nothing is taken back here: who calls
-- decides what becomes of it when there are errors. `csv`: every value is text.
-- Answers {"plan": [{"n", "id", "did", "name"}], "errors": [{"n", "type", "field", "detail"}], "unset": [the fields of
-- secrets that what was made has not]}.
-- Keys: config, and what the hook needs.
CREATE OR REPLACE FUNCTION ops.resource_import(schema text, noun text, tenant bigint, actor bigint, actor_role text,
	origin jsonb, items jsonb, csv boolean)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	unique_ CONSTANT text[] := ops.config_unique(of);
	key text[];
	how jsonb := jsonb_build_object('csv', csv, 'maps', ops.config_maps(of, tenant, true), 'fresh', '{}'::jsonb);
	rows jsonb;
	twice jsonb;
	done jsonb;
	unknown text;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', tenant, ''));
	END IF;
	SELECT array_agg(f.told ORDER BY k.n) INTO key FROM unnest(unique_) WITH ORDINALITY AS k (field, n)
	JOIN ops.config_fields(of) AS f ON f.field = k.field;
	WITH given AS (
		SELECT e.value AS item, e.ordinality - 1 AS n, CASE WHEN unique_ IS NOT NULL AND jsonb_typeof(e.value) = 'object'
			THEN row_number() OVER (PARTITION BY (SELECT jsonb_agg(e.value -> k.field) FROM unnest(key) AS k (field)) ORDER BY e.ordinality) ELSE 1 END AS nth
		FROM jsonb_array_elements(items) WITH ORDINALITY AS e)
	SELECT COALESCE(jsonb_agg(jsonb_build_object('n', g.n, 'item', g.item) ORDER BY g.n) FILTER (WHERE g.nth = 1), '[]'),
		COALESCE(jsonb_agg(jsonb_build_object('n', g.n, 'type', ops.taken(key[cardinality(key)]), 'field', COALESCE(key[cardinality(key)], ''),
			'detail', 'Is given twice.') ORDER BY g.n) FILTER (WHERE g.nth > 1), '[]')
	INTO rows, twice FROM given AS g;
	-- All rows of a table have the same columns: a wrong one is told once.
	SELECT k INTO unknown FROM jsonb_object_keys(CASE WHEN csv AND jsonb_typeof(items -> 0) = 'object' THEN items -> 0 ELSE '{}' END) AS k
	WHERE k NOT IN (SELECT f.told FROM ops.config_fields(of) AS f) LIMIT 1;
	IF FOUND THEN
		RETURN jsonb_build_object('plan', '[]'::jsonb, 'unset', '[]'::jsonb, 'errors', jsonb_build_array(jsonb_build_object(
			'n', 0, 'type', 'invalid', 'field', left(unknown, 100), 'detail', 'There is no such field.')));
	END IF;
	IF EXISTS (SELECT FROM ops.config_refs(of) AS r WHERE r.target = of) THEN
		EXECUTE format('SELECT jsonb_build_object(''fresh'', COALESCE(jsonb_object_agg(x.name, %s), ''{}''))
			FROM (SELECT DISTINCT r.value #>> ARRAY[''item'', $3] AS name FROM jsonb_array_elements($2) AS r) AS x
			WHERE x.name IS NOT NULL AND x.name NOT IN (SELECT n.name FROM %I.resource_names(%L, $1) AS n)',
			ops.config_default(of, 'id'), schema, noun) INTO done USING tenant, rows, key[1];
		how := how || done;
	END IF;
	done := CASE WHEN rows = '[]' THEN '{"plan": [], "errors": []}' ELSE
		ops.config_try(schema, noun, tenant, actor, actor_role, origin, rows, how) END;
	-- A row that refers to another one of the file which is wrong is not wrong itself: 'follows'.
	RETURN jsonb_build_object(
		'errors', twice || COALESCE((SELECT jsonb_agg(e.value || CASE WHEN e.value ->> 'type' = 'unknown_reference'
				AND how -> 'fresh' ? (items #>> ARRAY[e.value ->> 'n', e.value ->> 'field']) THEN '{"follows": true}'::jsonb ELSE '{}' END)
			FROM jsonb_array_elements(done -> 'errors') AS e), '[]'),
		'unset', COALESCE((SELECT jsonb_agg(regexp_replace(a.attname, '_hash$', '') ORDER BY a.attnum) FROM pg_attribute AS a
			JOIN pg_attribute AS b ON b.attrelid = obj_description(of, 'pg_class')::regclass AND b.attname = a.attname AND b.attnotnull
			WHERE a.attrelid = of AND a.attnum > 0 AND col_description(of, a.attnum) = 'secret'), '[]'),
		'plan', COALESCE((SELECT jsonb_agg(jsonb_build_object('n', p.n, 'id', p.id, 'name', p.name,
			'did', CASE WHEN NOT p.changes THEN 'unchanged' WHEN p.was IS NULL THEN 'created' ELSE 'changed' END))
			FROM jsonb_to_recordset(done -> 'plan') AS p (n integer, id text, name text, was jsonb, changes boolean)), '[]'));
END $$;
