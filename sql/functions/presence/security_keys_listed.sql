-- security_keys_listed: what a browser is told of a user's security keys, so that it asks one of them, or leaves them out:
-- [{id: hexadecimal, transports}]. Internal.
CREATE OR REPLACE FUNCTION presence.security_keys_listed(tenant bigint, user_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT jsonb_agg(jsonb_build_object('id', encode(k.credential, 'hex'), 'transports', to_jsonb(k.transports)) ORDER BY k.id)
		FROM directory.security_key AS k
		WHERE k.tenant = security_keys_listed.tenant AND k.user_id = security_keys_listed.user_id), '[]');
END $$;
