-- accounts_of: whose conversations an account's page shows: its own; Work also those of its user's agent account, which the
-- workspace never does the other way round.
CREATE OR REPLACE FUNCTION messaging.accounts_of(tenant bigint, account bigint)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN account || ARRAY(SELECT u.id FROM directory.v_user AS u
		WHERE u.tenant = accounts_of.tenant AND u.id = -account AND u.has_seat);
END $$;
