-- read_of: the conversation that an account notes as read: an internal one, or one of its user's own texts; no row: there is none.
CREATE OR REPLACE FUNCTION messaging.read_of(tenant bigint, id bigint, account bigint)
RETURNS messaging.conversation
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = read_of.tenant AND r.id = read_of.id
		AND (messaging.is_internal(r.kind) OR r.owner = -account);
	RETURN c;
END $$;
