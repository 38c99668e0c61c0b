-- reads_message: whether somebody may read what was said in a conversation at a time: a customer's by what they have to do with the
-- interaction, a conversation of colleagues who is a party of it.
CREATE OR REPLACE FUNCTION messaging.reads_message(tenant bigint, conversation bigint, at timestamptz, actor bigint, side text,
	actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = reads_message.tenant AND r.id = reads_message.conversation;
	IF c.kind IN ('sms', 'chat', 'voice') THEN
		RETURN side = 'agent'
			AND COALESCE(messaging.read_until(c, actor, actor_role) >= at, false);
	END IF;
	RETURN messaging.chat_read_by(c, actor * CASE side WHEN 'work' THEN -1 ELSE 1 END);
END $$;
