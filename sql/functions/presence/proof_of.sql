-- proof_of: by what a user proves who they are: 'code' with an authenticator (a security key does as well, where they have one),
-- 'security_key' with these alone, else 'password'; 'login' without any. Internal.
CREATE OR REPLACE FUNCTION presence.proof_of(tenant bigint, user_id bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	has record := presence.factors_of(tenant, user_id);
BEGIN
	RETURN CASE WHEN has.codes THEN 'code' WHEN has.keys > 0 THEN 'security_key'
		WHEN EXISTS (SELECT FROM directory.app_user AS u
			WHERE u.tenant = proof_of.tenant AND u.id = proof_of.user_id AND u.password_hash <> '!') THEN 'password'
		ELSE 'login' END;
END $$;
