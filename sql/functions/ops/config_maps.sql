-- config_maps: for the lists and the JSON of a resource: {"routing.a_skill": {"7": "English"}}, or turned, from
-- names to ids.
CREATE OR REPLACE FUNCTION ops.config_maps(of regclass, tenant bigint, to_ids boolean)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	maps jsonb := '{}';
	names jsonb;
	r record;
BEGIN
	FOR r IN SELECT DISTINCT n.schema, n.noun, n.of FROM ops.config_refs(config_maps.of) AS f
		JOIN ops.config_views() AS n ON n.of = f.target WHERE f.form <> 'id'
	LOOP
		EXECUTE format('SELECT COALESCE(jsonb_object_agg(%s), ''{}'') FROM %I.resource_names(%L, $1) AS x',
			CASE WHEN to_ids THEN 'x.name, x.id::text' ELSE 'x.id::text, x.name' END, r.schema, r.noun) INTO names USING tenant;
		maps := maps || jsonb_build_object(r.of::text, names);
	END LOOP;
	RETURN maps;
END $$;
