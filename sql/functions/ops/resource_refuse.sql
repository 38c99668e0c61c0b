-- resource_refuse: ends a write of configuration: nothing of it is kept, this is answered. `field` is the JSON
-- pointer without its first slash ("week/0/opens"), or null.
CREATE OR REPLACE FUNCTION ops.resource_refuse(outcome text, field text, words text, more jsonb DEFAULT '{}')
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'TL001', MESSAGE = words, DETAIL = jsonb_build_object('outcome', outcome,
		'body', jsonb_build_object('detail', words) || more || CASE WHEN field IS NULL THEN '{}' ELSE
			jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('pointer', '/' || field, 'detail', words))) END);
END $$;
