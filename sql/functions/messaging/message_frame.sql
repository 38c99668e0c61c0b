-- message_frame: a message as the pages get it.
CREATE OR REPLACE FUNCTION messaging.message_frame(m messaging.message)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('kind', 'message', 'id', m.id::text, 'version', m.version::text,
		'state', messaging.message_json(m));
END $$;
