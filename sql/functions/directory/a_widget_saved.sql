-- a_widget_saved: a widget stands on a channel of medium chat; its origins are kept as browsers send them (origin_of), its
-- form's fields have names of their own and a type that the widget can show. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_widget_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	f record;
	wrong text;
BEGIN
	IF after IS NULL THEN
		RETURN;
	END IF;
	IF before IS NULL AND NOT EXISTS (SELECT FROM directory.channel AS c WHERE c.tenant = a_widget_saved.tenant
		AND c.id = (after ->> 'channel_id')::bigint AND c.medium = 'chat') THEN
		PERFORM ops.resource_refuse('invalid', 'channel_id', 'Is no channel of medium chat.');
	END IF;
	IF item ? 'origins' THEN
		FOR f IN SELECT o.origin, o.n - 1 AS n FROM jsonb_array_elements_text(after -> 'origins') WITH ORDINALITY AS o (origin, n)
			WHERE directory.origin_of(o.origin) IS NULL ORDER BY o.n LIMIT 1
		LOOP
			PERFORM ops.resource_refuse('invalid', 'origins/' || f.n, CASE WHEN f.origin ~ '^[^/]+//[^/?#]+[/?#]'
				THEN 'An origin ends after its host and port: it has no path, and no slash at its end.'
				WHEN f.origin ~ '[^\u0001-\u007f]' THEN 'A name with other letters than ASCII''s stands here as browsers send it: https://xn--….'
				ELSE 'Must be the origin of a page: https:// or http://, its host and, if it is not the usual one, its port.' END);
		END LOOP;
		UPDATE directory.widget AS w SET origins = ARRAY(SELECT directory.origin_of(o.origin) FROM unnest(w.origins) WITH ORDINALITY AS o (origin, n)
			GROUP BY directory.origin_of(o.origin) ORDER BY min(o.n))
		WHERE w.tenant = a_widget_saved.tenant AND w.id = a_widget_saved.id;
	END IF;
	FOR f IN SELECT e.value AS field, e.ordinality - 1 AS n FROM jsonb_array_elements(after -> 'form') WITH ORDINALITY AS e LOOP
		wrong := CASE
			WHEN jsonb_typeof(f.field) <> 'object' OR f.field - '{name,label,type,required,options}'::text[] <> '{}'
				THEN 'Must be {"name", "label", "type", "required", "options"}.'
			WHEN COALESCE(f.field ->> 'name', '') !~ '^[a-z][a-z0-9_]{0,39}$' THEN 'Needs a name of small letters, digits and _.'
			WHEN jsonb_typeof(f.field -> 'label') IS DISTINCT FROM 'string' OR length(f.field ->> 'label') NOT BETWEEN 1 AND 100
				THEN 'Needs a label of 1 to 100 characters.'
			WHEN f.field -> 'type' IS NULL OR NOT f.field ->> 'type' = ANY ('{text,email,choice}') THEN 'Needs a type: text, email or choice.'
			WHEN f.field ? 'required' AND jsonb_typeof(f.field -> 'required') <> 'boolean' THEN 'required must be true or false.'
			WHEN (f.field ->> 'type' = 'choice') <> (f.field ? 'options') THEN 'A choice, and nothing else, needs options.'
			WHEN f.field ? 'options' AND (jsonb_typeof(f.field -> 'options') <> 'array' OR jsonb_array_length(f.field -> 'options') NOT BETWEEN 1 AND 50
				OR EXISTS (SELECT FROM jsonb_array_elements(f.field -> 'options') AS o WHERE jsonb_typeof(o.value) <> 'string'
					OR length(o.value #>> '{}') NOT BETWEEN 1 AND 100)) THEN 'options must be a list of 1 to 50 texts.'
			WHEN (SELECT count(*) FROM jsonb_array_elements(after -> 'form') AS e WHERE e.value ->> 'name' = f.field ->> 'name') > 1
				THEN 'Another field has this name.' END;
		IF wrong IS NOT NULL THEN
			PERFORM ops.resource_refuse('invalid', 'form/' || f.n, wrong);
		END IF;
	END LOOP;
END $$;
