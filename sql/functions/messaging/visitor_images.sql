-- visitor_images: the images in a formatted message as its visitor gets them: addresses below the widget's own path, signed for this chat,
-- which end after ten minutes.
CREATE OR REPLACE FUNCTION messaging.visitor_images(m messaging.message)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	v messaging.visitor;
	until bigint := extract(epoch FROM ops.clock())::bigint + 600;
BEGIN
	SELECT * INTO v FROM messaging.visitor AS r WHERE r.tenant = m.tenant AND r.conversation = m.conversation LIMIT 1;
	RETURN COALESCE((SELECT jsonb_agg(jsonb_build_object('id', u.id::text, 'path', format('/images/%s?chat=%s&expires=%s&signature=%s', u.id,
			substr(v.number, 5), until, messaging.visitor_image_mark(v.token_hash, u.id, until))) ORDER BY u.id)
		FROM messaging.upload AS u
		WHERE u.tenant = m.tenant AND u.message = m.id AND u.purpose = 'inline_image' AND u.state = 'stored'), '[]');
END $$;
