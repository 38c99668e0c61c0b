-- security_key_json: a security key as its user sees it. Internal.
CREATE OR REPLACE FUNCTION presence.security_key_json(k directory.security_key)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', k.id::text, 'label', k.label, 'made_at', ops.rfc3339(k.made_at), 'used_at', ops.rfc3339(k.used_at));
END $$;
