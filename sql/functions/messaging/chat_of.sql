-- chat_of: an internal conversation by its id; no row: there is none.
CREATE OR REPLACE FUNCTION messaging.chat_of(tenant bigint, id bigint)
RETURNS messaging.conversation
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = chat_of.tenant AND r.id = chat_of.id AND messaging.is_internal(r.kind);
	RETURN c;
END $$;
