-- a_user_granted: nobody sets their own password here, where the present one is not asked for. An API key makes and changes administrators
-- only with a scope of its own.
CREATE OR REPLACE FUNCTION directory.a_user_granted(tenant bigint, who jsonb, id bigint, item jsonb, before jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF item ? 'password_hash' AND id = (who ->> 'actor')::bigint THEN
		PERFORM ops.resource_refuse('own_account', 'password', 'You change your own password under Security (PUT /api/v1/me/password), where the present one is asked for.');
	END IF;
	IF 'administrator' IN (item ->> 'role', before ->> 'role') THEN
		PERFORM directory.key_judge(tenant, who, 'administrators');
	END IF;
END $$;
