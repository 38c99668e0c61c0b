-- config_numbers: a list of ids in the order in which views show it, each once.
CREATE OR REPLACE FUNCTION ops.config_numbers(ids jsonb)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN jsonb_typeof(ids) = 'array' THEN COALESCE((SELECT jsonb_agg(i.id::text ORDER BY i.id)
		FROM (SELECT DISTINCT e.value::bigint AS id FROM jsonb_array_elements_text(ids) AS e) AS i), '[]') ELSE ids END
$$;
