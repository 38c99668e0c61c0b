-- files_json: the files that came with a message of a user; images in its text stand there.
CREATE OR REPLACE FUNCTION messaging.files_json(tenant bigint, message bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT COALESCE(jsonb_agg(messaging.upload_json(u) ORDER BY u.position), '[]') FROM messaging.upload AS u
		WHERE u.tenant = files_json.tenant AND u.message = files_json.message AND u.purpose = 'file');
END $$;
