-- config_map: a field's JSON with what stands at `path` (['*', 'skill']) put through `names`. To ids, a name that
-- is not there is refused; `field` says where. The member "id" is called "name" in files, "queue_id" is "queue".
CREATE OR REPLACE FUNCTION ops.config_map(value jsonb, path text[], names jsonb, to_ids boolean, field text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	id text := path[1];
	name text := CASE WHEN cardinality(path) > 1 THEN id WHEN id = 'id' THEN 'name' ELSE regexp_replace(id, '_id$', '') END;
	source text := CASE WHEN to_ids THEN name ELSE id END;
BEGIN
	IF value IS NULL OR value = 'null' THEN
		RETURN value;
	ELSIF path = '{}' THEN
		IF to_ids AND NOT names ? (value #>> '{}') THEN
			PERFORM ops.resource_refuse('unknown_reference', field, format('There is no "%s".', left(value #>> '{}', 200)));
		END IF;
		RETURN COALESCE(names -> (value #>> '{}'), value);
	ELSIF id = '*' THEN
		RETURN CASE WHEN jsonb_typeof(value) = 'array' THEN COALESCE((SELECT jsonb_agg(
			ops.config_map(e.value, path[2:], names, to_ids, format('%s/%s', field, e.ordinality - 1)) ORDER BY e.ordinality)
			FROM jsonb_array_elements(value) WITH ORDINALITY AS e), '[]') ELSE value END;
	ELSIF jsonb_typeof(value) = 'object' AND value ? source THEN
		RETURN (value - source) || jsonb_build_object(CASE WHEN to_ids THEN id ELSE name END,
			ops.config_map(value -> source, path[2:], names, to_ids, format('%s/%s', field, source)));
	END IF;
	RETURN value;
END $$;
