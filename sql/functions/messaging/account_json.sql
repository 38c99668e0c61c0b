-- account_json: an account as pages name it.
CREATE OR REPLACE FUNCTION messaging.account_json(tenant bigint, account bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('user', abs(account)::text, 'side', messaging.side_of(account),
		'name', (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = account_json.tenant AND u.id = abs(account)),
		'image', (SELECT v.version::text FROM messaging.v_avatar AS v WHERE v.tenant = account_json.tenant AND v.user_id = abs(account)));
END $$;
