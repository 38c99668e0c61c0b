-- upload_json: the one shape of a file that a user sent.
CREATE OR REPLACE FUNCTION messaging.upload_json(u messaging.upload)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', u.id::text, 'name', u.name, 'state', u.state, 'reason', u.reason, 'type', u.type,
		'bytes', u.bytes, 'message', u.message::text);
END $$;
