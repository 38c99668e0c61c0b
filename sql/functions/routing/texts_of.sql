-- texts_of: a text, or a list of texts, of a rule's conditions.
CREATE OR REPLACE FUNCTION routing.texts_of(given jsonb)
RETURNS SETOF text
LANGUAGE sql IMMUTABLE
AS $$ SELECT jsonb_array_elements_text(CASE jsonb_typeof(given) WHEN 'array' THEN given ELSE jsonb_build_array(given) END) $$;
