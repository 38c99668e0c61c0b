-- files_attach: files, and images of a text, come with this message, which was just made (files_problem has said that they can).
-- Internal. Keys: conversation, and upload of each.
CREATE OR REPLACE FUNCTION messaging.files_attach(tenant bigint, message bigint, files bigint[], images bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	m messaging.message;
BEGIN
	IF cardinality(files || images) = 0 THEN
		RETURN;
	END IF;
	SELECT * INTO m FROM messaging.message AS r WHERE r.id = files_attach.message AND r.tenant = files_attach.tenant;
	UPDATE messaging.upload AS r SET conversation = m.conversation, message = m.id, message_at = m.at,
		position = COALESCE(array_position(files_attach.files, r.id), 0)
	WHERE r.tenant = m.tenant AND r.id = ANY (files_attach.files || images);
	UPDATE messaging.message AS r SET files = NULLIF(cardinality(files_attach.files), 0)
	WHERE r.tenant = m.tenant AND r.conversation = m.conversation AND r.seq = m.seq AND r.at = m.at;
END $$;
