-- text_wrong: the field of a refused text: its number (`to_self`), or its length.
CREATE OR REPLACE FUNCTION messaging.text_wrong(to_self boolean, segments integer)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN to_self THEN ops.wrong_field('number', 'Is your own number.')
		ELSE ops.wrong_field('text', CASE WHEN segments > 10 THEN format('Takes %s segments: at most 10 can be sent as one text.', segments)
			ELSE 'Must be 1 to 1,600 characters long.' END) END;
END $$;
