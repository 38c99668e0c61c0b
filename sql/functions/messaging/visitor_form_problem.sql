-- visitor_form_problem: what is wrong with the answers to a widget's form, as wrong_field has it; null: nothing.
CREATE OR REPLACE FUNCTION messaging.visitor_form_problem(fields jsonb, form jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	f jsonb;
	given text;
	words text;
	unknown text;
BEGIN
	IF jsonb_typeof(form) <> 'object' THEN
		RETURN ops.wrong_field('form', 'Must be an object.');
	END IF;
	unknown := (SELECT k FROM jsonb_object_keys(form) AS k
		WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(fields) AS e WHERE e.value ->> 'name' = k) LIMIT 1);
	IF unknown IS NOT NULL THEN
		RETURN ops.wrong_field('form/' || left(replace(replace(unknown, '~', '~0'), '/', '~1'), 40), 'There is no such field.');
	END IF;
	FOR f IN SELECT e.value FROM jsonb_array_elements(fields) AS e LOOP
		given := btrim(form ->> (f ->> 'name'));
		words := CASE
			WHEN COALESCE(jsonb_typeof(form -> (f ->> 'name')), 'string') NOT IN ('string', 'null') THEN 'Must be a text.'
			WHEN COALESCE(given, '') = '' THEN CASE WHEN (f ->> 'required')::boolean THEN 'Is missing.' END
			WHEN length(given) > 200 THEN 'Must be at most 200 characters long.'
			WHEN f ->> 'type' = 'email' AND given !~ '^[^@\s<>(),;:\\"\[\]]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,180}[A-Za-z0-9])?$' THEN 'Must be an e-mail address.'
			WHEN f ->> 'type' = 'choice' AND NOT f -> 'options' ? given THEN 'Is none of the choices.' END;
		IF words IS NOT NULL THEN
			RETURN ops.wrong_field('form/' || (f ->> 'name'), words);
		END IF;
	END LOOP;
	RETURN NULL;
END $$;
