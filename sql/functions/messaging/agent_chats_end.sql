-- agent_chats_end: an agent logs out or is gone: their agent chats end. Internal, called by presence in the transaction of the
-- logout. Keys: agent.
CREATE OR REPLACE FUNCTION messaging.agent_chats_end(tenant bigint, agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	c messaging.conversation;
	chat bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	FOR chat IN
		UPDATE messaging.party AS p SET current = false, left_at = clock, version = p.version + 1
		WHERE p.tenant = agent_chats_end.tenant AND p.account = agent AND p.current
		RETURNING p.conversation
	LOOP
		SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = agent_chats_end.tenant AND r.id = chat;
		INSERT INTO messaging.chat_left (tenant, conversation, account, at, monitors)
		VALUES (tenant, chat, agent, clock, messaging.chat_monitors(c)) ON CONFLICT DO NOTHING;
		PERFORM ops.emit(tenant, 4, chat, messaging.chat_version(c));
	END LOOP;
END $$;
