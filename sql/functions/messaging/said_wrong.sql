-- said_wrong: the field that a refused message names.
CREATE OR REPLACE FUNCTION messaging.said_wrong(problem text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE problem WHEN 'invalid' THEN ops.wrong_field('text', 'Must be 1 to 4,000 characters long.')
		WHEN 'file_unknown' THEN ops.wrong_field('files', 'There is no such file, or image, of yours.')
		WHEN 'client_id_reused' THEN ops.wrong_field('client_id', 'Came before with another message.')
		WHEN 'chat_with_self' THEN ops.wrong_field('user', 'Is yourself.')
		WHEN 'no_files' THEN ops.wrong_field('files', 'No files can be sent here.')
		WHEN 'plain_only' THEN ops.wrong_field('html', 'Only plain text can be sent here.') END;
END $$;
