-- factors_of: which second factors a user has: an authenticator's codes, how many security keys. Internal.
CREATE OR REPLACE FUNCTION presence.factors_of(tenant bigint, user_id bigint, OUT codes boolean, OUT keys bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	codes := EXISTS (SELECT FROM directory.second_factor AS f
		WHERE f.tenant = factors_of.tenant AND f.user_id = factors_of.user_id AND f.confirmed_at IS NOT NULL);
	keys := (SELECT count(*) FROM directory.security_key AS k WHERE k.tenant = factors_of.tenant AND k.user_id = factors_of.user_id);
END $$;
