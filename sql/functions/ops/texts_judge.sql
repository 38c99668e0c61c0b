-- texts_judge: a text that shows nothing is refused in a file of configuration as in a request (common/http/body.c), where the resource
-- can't do without one or leaves it out as null; a field that may be empty takes it. What a row does not change is not judged. Internal.
CREATE OR REPLACE FUNCTION ops.texts_judge(of regclass, item jsonb, was jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	wrong text := (SELECT m.key FROM jsonb_each(item) AS m
		WHERE jsonb_typeof(m.value) = 'string' AND ops.shows_nothing(m.value #>> '{}') AND m.value IS DISTINCT FROM was -> m.key
			AND ops.config_default(of, m.key) NOT LIKE '''''%' ORDER BY m.key LIMIT 1);
BEGIN
	IF wrong IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', wrong, 'Must not be blank.');
	END IF;
END $$;
