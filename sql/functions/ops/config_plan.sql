-- config_plan: what rows of a file mean for a tenant's things of a resource. `rows`: [{"n", "item"}], names as files have
-- them. `how`: {"csv", "maps" (config_maps), "fresh" ({name: id} of rows to come, where a resource refers to itself)}.
-- Answers [{"n", "id", "item" (with ids, in the fields' form), "was" (null: to be made), "changes", "name"}].
-- What can't be is refused (resource_refuse), or an error of the form of a value.
CREATE OR REPLACE FUNCTION ops.config_plan(schema text, noun text, tenant bigint, rows jsonb, how jsonb)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	key CONSTANT text[] := ops.config_key(of);
	known text[];
	nested text[];
	whole text[];
	ids text;
	key_ text := (SELECT format('jsonb_build_array(%s)::text', string_agg(format('x.shown -> %L', k.field), ', ' ORDER BY k.n))
		FROM unnest(key) WITH ORDINALITY AS k (field, n));
	shown text;
	-- A thing is found by its whole key: what of it is not given has its default.
	usual text := (SELECT string_agg(format('%L, %s', k.field, ops.config_default(of, k.field)), ', ') FROM unnest(key) AS k (field)
		WHERE ops.config_default(of, k.field) <> 'NULL');
	fixed text[];
	plan jsonb;
BEGIN
	SELECT array_agg(f.told), array_agg(f.told) FILTER (WHERE f.type = 'jsonb'::regtype OR f.type::text LIKE '%[]'),
		ops.resource_shown(of, array_agg(f.field), false),
		array_agg(f.field) FILTER (WHERE col_description(of, f.n) = 'fixed'),
		array_agg(f.told) FILTER (WHERE NOT EXISTS (SELECT FROM pg_attribute AS b WHERE b.attrelid = obj_description(of, 'pg_class')::regclass
			AND f.field IN (b.attname, b.attname || '_id') AND NOT b.attnotnull))
	INTO known, nested, shown, fixed, whole FROM ops.config_fields(of) AS f;
	-- {"group": "Sales"} becomes {"group_id": "7"}; what refers in lists and JSON is put through the maps.
	SELECT string_agg(CASE r.form WHEN 'id' THEN format('CASE WHEN g.item ? %1$L THEN jsonb_build_object(%2$L, ops.config_id(COALESCE(%3$I.id, %4$s), g.item ->> %1$L, %1$L)) ELSE ''{}'' END',
			f.told, f.field, 'n_' || f.field, CASE WHEN r.target = of THEN format('($3 #>> ARRAY[''fresh'', g.item ->> %L])::bigint', f.told) ELSE 'NULL' END)
		ELSE format('CASE WHEN g.item ? %1$L THEN jsonb_build_object(%1$L, %2$s) ELSE ''{}'' END', f.told, r.said) END, ' || ')
	INTO ids
	FROM (SELECT x.field, max(x.form) AS form, min(x.target::oid)::regclass AS target, format(CASE max(x.form) WHEN 'ids'
				THEN 'ops.config_numbers(%s)' ELSE '%s' END,
				ops.config_mapped(x.field, array_agg(array_to_string(x.path, '/')), array_agg(x.target::text))) AS said
		FROM ops.config_refs(of) AS x GROUP BY x.field) AS r
	JOIN ops.config_fields(of) AS f ON f.field = r.field;

	EXECUTE format('WITH raw AS MATERIALIZED (
			SELECT (r.value ->> ''n'')::integer AS n, ops.config_item(r.value -> ''item'', %1$L, ($3 ->> ''csv'')::boolean, %2$L, %3$L) AS item
			FROM jsonb_array_elements($2) AS r),
		given AS MATERIALIZED (
			SELECT g.n, g.item AS raw, %13$s || (g.item - %4$L::text[]) || %5$s AS item FROM raw AS g%6$s),
		typed AS MATERIALIZED (
			SELECT g.n, g.raw, (SELECT COALESCE(jsonb_object_agg(k, s.shown -> k), ''{}'') FROM jsonb_object_keys(g.item) AS k) AS shown
			FROM given AS g CROSS JOIN LATERAL jsonb_populate_record(NULL::%7$s, g.item) AS v
			CROSS JOIN LATERAL (SELECT %8$s AS shown OFFSET 0) AS s),
		here AS (SELECT x.*, row_number() OVER (PARTITION BY %9$s ORDER BY x.n) AS nth, %9$s AS key FROM typed AS x),
		there AS (SELECT x.*, row_number() OVER (PARTITION BY %9$s ORDER BY x.id) AS nth, %9$s AS key
			FROM (SELECT v.id, %8$s AS shown FROM %7$s AS v WHERE v.tenant = $1) AS x)
		SELECT jsonb_agg(jsonb_build_object(''n'', h.n, ''id'', COALESCE(t.id, ($3 #>> ARRAY[''fresh'', h.raw ->> %10$L])::bigint, %11$s)::text,
			''item'', h.shown, ''was'', t.shown, ''changes'', t.id IS NULL OR (t.shown || h.shown) <> t.shown,
			''name'', ops.config_name(h.raw, %12$L)))
		FROM here AS h LEFT JOIN there AS t ON t.key = h.key AND t.nth = h.nth',
		known, COALESCE(whole, '{}'), COALESCE(nested, '{}'),
		COALESCE((SELECT array_agg(f.told) FROM ops.config_fields(of) AS f WHERE f.told <> f.field), '{}'),
		COALESCE(ids, '''{}'''), ops.config_joins(of, '%1$I.name = g.item ->> %3$L'), of, shown, COALESCE(key_, '''[]''::text'),
		CASE WHEN cardinality(key) = 1 THEN key[1] ELSE '' END, ops.config_default(of, 'id'),
		(SELECT array_agg(f.told ORDER BY k.n) FROM unnest(key) WITH ORDINALITY AS k (field, n) JOIN ops.config_fields(of) AS f ON f.field = k.field),
		CASE WHEN usual IS NULL THEN '''{}''::jsonb' ELSE format('jsonb_build_object(%s)', usual) END)
	INTO plan USING tenant, rows, how;
	PERFORM ops.resource_refuse('invalid', c.field, 'Can''t be changed.')
	FROM jsonb_array_elements(plan) AS p CROSS JOIN unnest(fixed) AS c (field)
	WHERE p.value -> 'was' <> 'null' AND p.value -> 'item' ? c.field AND p.value -> 'item' -> c.field <> p.value -> 'was' -> c.field;
	RETURN COALESCE(plan, '[]');
END $$;
