-- wrong_field: the body of an answer 'invalid' and its like: which field (JSON pointer without its first slash), and why.
CREATE OR REPLACE FUNCTION ops.wrong_field(field text, words text)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT jsonb_build_object('detail', words, 'errors', jsonb_build_array(jsonb_build_object('pointer', '/' || field, 'detail', words)))
$$;
