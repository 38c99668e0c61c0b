-- resource_export: all things of a resource as files have them: by names, without ids, versions, secrets and
-- times, in the order of what tells them apart. Acts for the schema whose function calls it. `as_rows`: lists of values
-- in the view's order, the fields' names first (for CSV), instead of objects.
CREATE OR REPLACE FUNCTION ops.resource_export(schema text, noun text, tenant bigint, as_rows boolean)
RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	names jsonb;
	shown text;
	order_ text;
BEGIN
	WITH key AS (SELECT k.field, k.n FROM unnest(ops.config_key(of)) WITH ORDINALITY AS k (field, n))
	SELECT jsonb_agg(s.told ORDER BY s.n), string_agg(CASE WHEN as_rows THEN s.said ELSE format('%L, %s', s.told, s.said) END, ', ' ORDER BY s.n),
		string_agg(CASE WHEN s.type IN ('integer'::regtype, 'smallint'::regtype) THEN format('v.%I', s.field)
			ELSE format('(%s)::text COLLATE "C"', s.said) END, ', ' ORDER BY k.n) FILTER (WHERE k.n IS NOT NULL)
	INTO names, shown, order_
	FROM ops.config_shown(of) AS s LEFT JOIN key AS k ON k.field = s.field;
	IF as_rows THEN
		RETURN NEXT names;
	END IF;
	RETURN QUERY EXECUTE format('SELECT %s(%s) FROM %s AS v%s WHERE v.tenant = $1 ORDER BY %s',
		CASE WHEN as_rows THEN 'jsonb_build_array' ELSE 'jsonb_build_object' END, shown, of, ops.config_joins(of, '%1$I.id = v.%2$I'), COALESCE(order_, 'v.id'))
	USING tenant, ops.config_maps(of, tenant, false);
END $$;
