-- refuse_both: two fields that can't be so together: both are named. Internal.
CREATE OR REPLACE FUNCTION directory.refuse_both(one text, other text, words text)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
	PERFORM ops.resource_refuse('invalid', NULL, words, jsonb_build_object('errors', jsonb_build_array(
		jsonb_build_object('pointer', '/' || one, 'detail', words), jsonb_build_object('pointer', '/' || other, 'detail', words))));
END $$;
