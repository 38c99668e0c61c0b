-- proof_of: by what a user proves who they are: 'code' with a second factor, else 'password'; 'login' without either. Internal.
CREATE OR REPLACE FUNCTION presence.proof_of(tenant bigint, user_id bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN EXISTS (SELECT FROM directory.second_factor AS f
			WHERE f.tenant = proof_of.tenant AND f.user_id = proof_of.user_id AND f.confirmed_at IS NOT NULL) THEN 'code'
		WHEN EXISTS (SELECT FROM directory.app_user AS u
			WHERE u.tenant = proof_of.tenant AND u.id = proof_of.user_id AND u.password_hash <> '!') THEN 'password'
		ELSE 'login' END;
END $$;
