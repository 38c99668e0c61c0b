-- a_canned_message_found: whether a search finds a canned message: by folder, name or text, whatever the case.
CREATE OR REPLACE FUNCTION directory.a_canned_message_found(message directory.a_canned_message, search text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN position(lower(search) IN lower(concat_ws(E'\n', message.folder, message.name, message.text))) > 0;
END $$;
