-- unanswered_update: a person's text has failed, or came after all: since when its customer waits is read from the messages again
-- (RT-13). The limit for an answer counts on for who was waiting already, and from now on for who waits again. Of a conversation that has
-- ended nobody waits for an answer. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.unanswered_update(tenant bigint, conversation bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c messaging.conversation;
	since timestamptz;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = unanswered_update.tenant AND r.id = unanswered_update.conversation AND r.state = 'open' AND r.owner IS NULL;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, conversation));
	END IF;
	since := messaging.unanswered_of(c, false);
	IF since IS DISTINCT FROM c.unanswered_since THEN
		UPDATE messaging.conversation AS r SET unanswered_since = since, version = r.version + 1,
			limit_from = CASE WHEN c.unanswered_since IS NULL THEN ops.clock() ELSE greatest(c.unanswered_since, c.limit_from) END
		WHERE r.tenant = c.tenant AND r.id = c.id RETURNING r.version INTO c.version;
		PERFORM ops.emit(tenant, 4, conversation, c.version);
	END IF;
END $$;
