-- format_set: the formatted form of a message that was just made, cleaned by chatd, with the images that stand in it. Internal.
-- Keys: conversation, and upload of each image.
CREATE OR REPLACE FUNCTION messaging.format_set(tenant bigint, message bigint, html text, images bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	m messaging.message;
BEGIN
	SELECT * INTO m FROM messaging.message AS r WHERE r.id = format_set.message AND r.tenant = format_set.tenant;
	UPDATE messaging.message AS r SET html = format_set.html
	WHERE r.tenant = m.tenant AND r.conversation = m.conversation AND r.seq = m.seq AND r.at = m.at;
	PERFORM messaging.files_attach(tenant, message, '{}', images);
END $$;
