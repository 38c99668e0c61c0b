-- is_hidden: whether a conversation is not there for an account: a user's own texts for all but their Work account; an internal one that it does not read; a customer's in Work.
CREATE OR REPLACE FUNCTION messaging.is_hidden(c messaging.conversation, account bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN c.owner IS NOT NULL THEN account IS DISTINCT FROM -c.owner WHEN messaging.is_internal(c.kind) THEN account IS NULL OR NOT messaging.chat_read_by(c, account)
		ELSE COALESCE(account < 0, false) END;
END $$;
