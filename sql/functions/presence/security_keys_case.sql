-- security_keys_case: a user's security keys, as they see them (shown) and as a browser is told (listed); with the one of a credential, if it is
-- given and theirs (key, public_key). No row: no such user. Read.
CREATE OR REPLACE FUNCTION presence.security_keys_case(tenant bigint, user_id bigint, credential bytea)
RETURNS TABLE (shown jsonb, listed jsonb, key bigint, public_key bytea, now_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT COALESCE((SELECT jsonb_agg(presence.security_key_json(a) ORDER BY a.id) FROM directory.security_key AS a
			WHERE a.tenant = u.tenant AND a.user_id = u.id), '[]'),
		presence.security_keys_listed(u.tenant, u.id), k.id, k.public_key, floor(extract(epoch FROM ops.clock()))::bigint
	FROM directory.app_user AS u
	LEFT JOIN directory.security_key AS k ON k.tenant = u.tenant AND k.user_id = u.id AND k.credential = security_keys_case.credential
	WHERE u.tenant = security_keys_case.tenant AND u.id = security_keys_case.user_id;
END $$;
