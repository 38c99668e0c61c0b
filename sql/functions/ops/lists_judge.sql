-- lists_judge: a list of texts or of ids holds texts, as the API document says: jsonb_populate_record would take numbers, lists and objects,
-- too, by what they look like. Null is for the column's own rules. Internal, called for what resource_store writes.
CREATE OR REPLACE FUNCTION ops.lists_judge(of regclass, item jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	wrong record;
BEGIN
	SELECT m.key, e.ordinality - 1 AS n INTO wrong FROM pg_attribute AS a JOIN jsonb_each(item) AS m ON m.key = a.attname
	CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(m.value) WHEN 'array' THEN m.value ELSE '[]' END) WITH ORDINALITY AS e
	WHERE a.attrelid = of AND a.attnum > 0 AND a.atttypid IN ('text[]'::regtype, 'bigint[]'::regtype) AND jsonb_typeof(e.value) NOT IN ('string', 'null')
	ORDER BY m.key, e.ordinality LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('invalid', format('%s/%s', wrong.key, wrong.n), 'Must be a text.');
	END IF;
END $$;
