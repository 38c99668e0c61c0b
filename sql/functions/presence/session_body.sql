-- session_body: a session as the API shows it, without its token.
CREATE OR REPLACE FUNCTION presence.session_body(tenant bigint, session bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('id', s.id::text, 'session', s.id::text, 'app', s.app,
			'user', jsonb_build_object('id', u.id::text, 'name', u.name, 'username', u.username),
			'roles', jsonb_build_array(u.role), 'permissions', to_jsonb(directory.permissions_of(u.tenant, u.id)), 'opened_at', ops.rfc3339(s.opened_at), 'expires_at', ops.rfc3339(s.expires_at),
			'enrolling', s.enrolling, 'idle_min', t.session_idle_min)
		FROM presence.session AS s
		JOIN directory.app_user AS u ON u.tenant = s.tenant AND u.id = s.user_id
		JOIN directory.tenant AS t ON t.id = s.tenant
		WHERE s.tenant = session_body.tenant AND s.id = session_body.session);
END $$;
