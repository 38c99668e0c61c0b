-- config_item: a row of a file, if it is an object with known members only. Of a table (CSV), where each cell is text:
-- an empty cell of a column that can't be null says nothing (`whole`: those), and lists and JSON (`nested`) are JSON.
CREATE OR REPLACE FUNCTION ops.config_item(item jsonb, known text[], csv boolean, whole text[], nested text[])
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	unknown text;
BEGIN
	IF jsonb_typeof(item) IS DISTINCT FROM 'object' THEN
		PERFORM ops.resource_refuse('invalid', '', 'Must be an object.');
	END IF;
	SELECT k INTO unknown FROM jsonb_object_keys(item) AS k WHERE k <> ALL (known) LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('invalid', left(unknown, 100), 'There is no such field.');
	END IF;
	IF csv THEN
		SELECT COALESCE(jsonb_object_agg(c.key, CASE WHEN c.key = ANY (nested) AND jsonb_typeof(c.value) = 'string'
			THEN (c.value #>> '{}')::jsonb ELSE c.value END), '{}')
		INTO item FROM jsonb_each(item) AS c WHERE NOT (c.value = 'null' AND c.key = ANY (whole));
	END IF;
	RETURN item;
END $$;
