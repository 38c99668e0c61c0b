-- texts_judge: a text that shows nothing is refused in a file of configuration as in a request (common/http/body.c). Internal.
CREATE OR REPLACE FUNCTION ops.texts_judge(item jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	wrong text := (SELECT m.key FROM jsonb_each(CASE jsonb_typeof(item) WHEN 'object' THEN item ELSE '{}' END) AS m
		WHERE jsonb_typeof(m.value) = 'string' AND ops.shows_nothing(m.value #>> '{}') ORDER BY m.key LIMIT 1);
BEGIN
	IF wrong IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', wrong, 'Must not be blank.');
	END IF;
END $$;
