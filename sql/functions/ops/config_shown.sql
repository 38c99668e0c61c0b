-- config_shown: the configuration of a row `v` as files tell it: for each of config_fields, the SQL expression of its
-- JSON; needs config_joins, and in $2 config_maps.
CREATE OR REPLACE FUNCTION ops.config_shown(of regclass)
RETURNS TABLE (n smallint, field text, told text, type regtype, said text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	refs CONSTANT jsonb := (SELECT COALESCE(jsonb_agg(to_jsonb(r)), '[]') FROM ops.config_refs(of) AS r);
	r record;
BEGIN
	FOR n, field, told, type IN SELECT f.* FROM ops.config_fields(of) AS f LOOP
		said := format('to_jsonb(%s)', CASE WHEN type = 'timestamptz'::regtype THEN format('ops.rfc3339(v.%I)', field)
			WHEN type = 'bigint'::regtype AND field !~ '_ms$' THEN format('v.%I::text', field) WHEN type = 'bigint[]'::regtype THEN format('v.%I::text[]', field)
			ELSE format('v.%I', field) END);
		FOR r IN SELECT x.* FROM jsonb_to_recordset(refs) AS x (field text, target text, form text, path text[]) WHERE x.field = config_shown.field LOOP
			said := CASE r.form WHEN 'id' THEN format('to_jsonb(%I.name)', 'n_' || field)
				ELSE format('ops.config_map(%s, %L, $2 -> %L, false, %L)', said, r.path, r.target, field) END;
			IF r.form = 'ids' THEN
				said := format('(SELECT COALESCE(jsonb_agg(e.value ORDER BY e.value #>> ''{}'' COLLATE "C"), ''[]'') FROM jsonb_array_elements(%s) AS e)', said);
			END IF;
		END LOOP;
		RETURN NEXT;
	END LOOP;
END $$;
