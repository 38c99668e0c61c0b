-- owner_of: whose own texts a conversation is; null: the contact center's, or between accounts.
CREATE OR REPLACE FUNCTION messaging.owner_of(tenant bigint, conversation bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT c.owner FROM messaging.conversation AS c WHERE c.tenant = owner_of.tenant AND c.id = owner_of.conversation);
END $$;
