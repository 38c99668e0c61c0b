-- config_shown: the SQL expression of a field of a row `v` as files tell it, as JSON; needs config_joins, and in $2
-- config_maps.
CREATE OR REPLACE FUNCTION ops.config_shown(of regclass, field text, type regtype)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	said text := format('to_jsonb(%s)', CASE WHEN type = 'timestamptz'::regtype THEN format('ops.rfc3339(v.%I)', field)
		WHEN type = 'bigint'::regtype AND field !~ '_ms$' THEN format('v.%I::text', field) WHEN type = 'bigint[]'::regtype THEN format('v.%I::text[]', field)
		ELSE format('v.%I', field) END);
	r record;
BEGIN
	FOR r IN SELECT * FROM ops.config_refs(of) AS x WHERE x.field = config_shown.field LOOP
		said := CASE r.form WHEN 'id' THEN format('to_jsonb(%I.name)', 'n_' || field)
			ELSE format('ops.config_map(%s, %L, $2 -> %L, false, %L)', said, r.path, r.target, field) END;
		IF r.form = 'ids' THEN
			said := format('(SELECT COALESCE(jsonb_agg(e.value ORDER BY e.value #>> ''{}'' COLLATE "C"), ''[]'') FROM jsonb_array_elements(%s) AS e)', said);
		END IF;
	END LOOP;
	RETURN said;
END $$;
