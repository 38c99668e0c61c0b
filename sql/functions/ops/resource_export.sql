-- resource_export: all things of a resource as files have them: by names, without ids, versions, secrets and
-- times, in the order of what tells them apart. Acts for the schema whose function calls it. `as_rows`: lists of values
-- in the view's order, the fields' names first (for CSV), instead of objects.
CREATE OR REPLACE FUNCTION ops.resource_export(schema text, noun text, tenant bigint, as_rows boolean)
RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	key CONSTANT text[] := ops.config_key(of);
	order_ text := (SELECT string_agg(CASE WHEN f.type IN ('integer'::regtype, 'smallint'::regtype) THEN format('v.%I', f.field)
			ELSE format('(%s)::text COLLATE "C"', ops.config_shown(of, f.field, f.type)) END, ', ' ORDER BY k.n)
		FROM unnest(key) WITH ORDINALITY AS k (field, n) JOIN ops.config_fields(of) AS f ON f.field = k.field);
BEGIN
	IF as_rows THEN
		RETURN NEXT (SELECT jsonb_agg(f.told ORDER BY f.n) FROM ops.config_fields(of) AS f);
	END IF;
	RETURN QUERY EXECUTE format('SELECT %s FROM %s AS v%s WHERE v.tenant = $1 ORDER BY %s',
		(SELECT format(CASE WHEN as_rows THEN 'jsonb_build_array(%s)' ELSE 'jsonb_build_object(%s)' END,
				string_agg(CASE WHEN as_rows THEN '' ELSE format('%L, ', f.told) END || ops.config_shown(of, f.field, f.type), ', ' ORDER BY f.n))
			FROM ops.config_fields(of) AS f),
		of, ops.config_joins(of, '%1$I.id = v.%2$I'), COALESCE(order_, 'v.id'))
	USING tenant, ops.config_maps(of, tenant, false);
END $$;
