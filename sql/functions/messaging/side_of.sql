-- side_of: which side of its user an account is (common/auth, account_of). Inlined.
CREATE OR REPLACE FUNCTION messaging.side_of(account bigint)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN account < 0 THEN 'work' WHEN account > 0 THEN 'agent' END $$;
