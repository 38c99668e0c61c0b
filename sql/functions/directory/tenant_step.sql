-- tenant_step: what a step of tenant_make has answered: the thing that it made; else all is refused, with `prefix` before the
-- fields that are wrong. Internal.
CREATE OR REPLACE FUNCTION directory.tenant_step(step ops.answer, prefix text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF step.outcome NOT IN ('created', 'ok') THEN
		PERFORM ops.resource_refuse(step.outcome, NULL, step.body #>> '{errors,0,detail}', jsonb_build_object('errors', (SELECT
			jsonb_agg(e.value || jsonb_build_object('pointer', '/' || prefix || ltrim(e.value ->> 'pointer', '/')))
			FROM jsonb_array_elements(step.body -> 'errors') AS e)));
	END IF;
	RETURN step.body;
END $$;
