-- attachments_json: the files that came with a message.
CREATE OR REPLACE FUNCTION messaging.attachments_json(tenant bigint, message bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('id', a.id::text, 'state', a.state, 'reason', a.reason, 'type', a.type,
			'bytes', f.bytes, 'sha256', encode(f.sha256, 'hex')) ORDER BY a.position)
		FROM messaging.attachment AS a LEFT JOIN messaging.file AS f ON f.tenant = a.tenant AND f.id = a.file
		WHERE a.tenant = attachments_json.tenant AND a.message = attachments_json.message);
END $$;
