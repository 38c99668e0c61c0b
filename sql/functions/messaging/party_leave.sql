-- party_leave: an account is no part of a room any more; its own pages are told. When the owner goes, its heir
-- owns it; where there is none, it is archived. Keys: chat_keys.
CREATE OR REPLACE FUNCTION messaging.party_leave(c messaging.conversation, account bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	p messaging.party;
	heir bigint;
BEGIN
	DELETE FROM messaging.party AS r WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.account = party_leave.account
	RETURNING r.* INTO p;
	INSERT INTO messaging.party_gone (tenant, id, conversation, account, version, at)
	VALUES (c.tenant, p.id, c.id, p.account, p.version + 1, ops.clock());
	PERFORM ops.emit(c.tenant, 16, p.id, p.version + 1);
	IF p.role = 'owner' THEN
		heir := messaging.room_heir(c);
		UPDATE messaging.party AS r SET role = 'owner', version = r.version + 1
		WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.account = heir;
		UPDATE messaging.conversation AS r SET state = 'closed'
		WHERE r.tenant = c.tenant AND r.id = c.id AND heir IS NULL;
	END IF;
END $$;
